// Feeds each fuzz target its corpus: what a fuzzer once found stays mended, without a fuzzer.
#include <catch2/catch.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" {
int fuzz_http_read(const std::uint8_t* data, std::size_t size);
int fuzz_slack(const std::uint8_t* data, std::size_t size);
int fuzz_pagerduty(const std::uint8_t* data, std::size_t size);
int fuzz_grammar(const std::uint8_t* data, std::size_t size);
int fuzz_merge(const std::uint8_t* data, std::size_t size);
int fuzz_runbook(const std::uint8_t* data, std::size_t size);
}

namespace {

struct Target {
    const char* name;
    int (*run)(const std::uint8_t*, std::size_t);
};
constexpr Target kTargets[] = {
    {"http_read", fuzz_http_read}, {"slack", fuzz_slack}, {"pagerduty", fuzz_pagerduty}, {"grammar", fuzz_grammar}, {"merge", fuzz_merge},
    {"runbook", fuzz_runbook}};

std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("every fuzz target keeps its promises on its corpus") {
    for (const Target& target : kTargets) {
        int fed = 0;
        for (const auto& entry : std::filesystem::directory_iterator(std::string(TOCSIN_SOURCE_DIR "/tests/fuzz/corpus/") + target.name)) {
            INFO(entry.path());
            const std::string bytes = bytes_of(entry.path());
            // A broken promise aborts; the name of the file is then in what Catch reports of the signal.
            CHECK(target.run(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()) == 0);
            ++fed;
        }
        INFO(target.name);
        CHECK(fed > 0);
    }
}
