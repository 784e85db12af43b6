// A runbook's file: any bytes are a runbook or mistakes with their places, always the same; what is good can be planned. Input: the file.
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <string>

#include "runbooks/engine/file.hpp"
#include "runbooks/engine/parameters.hpp"
#include "runbooks/engine/plan.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tocsin;
    using fuzz::promise;
    const std::string text(fuzz::text_of(data, size));
    const auto reading = runbooks::read_text(text, "f.yaml");
    promise(reading.file.has_value() == reading.mistakes.empty(), "it is a runbook, or has mistakes");
    const auto is_placed = [](const ConfigError& said) { return said.starts_with("f.yaml:") && said.size() > 8; };
    promise(std::ranges::all_of(reading.mistakes, is_placed) && std::ranges::all_of(reading.warnings, is_placed), "each mistake names the file");
    const auto again = runbooks::read_text(text, "f.yaml");
    promise(again.mistakes == reading.mistakes && again.warnings == reading.warnings, "the same text has the same mistakes");
    if (!reading.file) return 0;
    promise(again.file->hash == reading.file->hash, "the same text is the same edition");
    const auto values = runbooks::resolve(*reading.file, {});
    const auto plan = runbooks::plan(*reading.file, values.value_or(RunValues()), {{"severity", "2"}, {"title", "x"}}, {});
    promise(!runbooks::plan_text(plan).empty() && !runbooks::plan_json(plan).empty(), "what is good can be planned");
    return 0;
}
