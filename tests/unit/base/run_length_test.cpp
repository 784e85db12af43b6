#include "bot/base/run_length.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

namespace {

using tocsin::text::run_length;

TEST_CASE("a run ends at the first byte that does not belong, wherever it lies in its block") {
    const auto is_a = [](char c) { return c == 'a'; };
    for (std::size_t size = 0; size <= 50; ++size) {
        std::string text(size, 'a');
        REQUIRE(run_length(text, is_a) == size);
        for (std::size_t at = 0; at < size; ++at) {
            text[at] = '\xFF';
            REQUIRE(run_length(text, is_a) == at);
            text[at] = 'a';
        }
    }
}

}  // namespace
