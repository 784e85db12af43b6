// Rendering into a file that people have written in. Input: that file; what is rendered is the golden draft.
#include "tests/fuzz/target.hpp"

#include <fstream>
#include <iterator>
#include <string>

#include "bot/postmortem/merge.hpp"

namespace {

const std::string& fresh() {
    static const std::string text = [] {
        std::ifstream file(TOCSIN_SOURCE_DIR "/tests/fixtures/postmortem_whole_story.md", std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(file), {});
    }();
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using tocsin::fuzz::promise;
    const auto once = tocsin::postmortem::merge(tocsin::fuzz::text_of(data, size), fresh());
    if (!once) {
        promise(!once.error().message.empty(), "a refusal says why");
        return 0;
    }
    const auto twice = tocsin::postmortem::merge(*once, fresh());
    promise(twice.has_value(), "what was merged can be merged again");
    promise(*twice == *once, "merging again changes nothing");
    return 0;
}
