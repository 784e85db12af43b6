// How far a text goes on with nothing that needs a closer look: the hot loop of everything that escapes, decodes or refuses bytes. Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace tocsin::text {

/// Bytes at the start of `s` that all satisfy `belongs`, a pure test of one `char`. Sixteen answers are written down before any is looked at, which
/// the compiler turns into vector instructions; a loop that may end at each byte it cannot.
template <typename Test>
std::size_t run_length(std::string_view s, Test belongs) {
    constexpr std::size_t kBlock = 16;
    std::size_t done = 0;
    for (; s.size() - done >= kBlock; done += kBlock) {
        std::array<unsigned char, kBlock> belong;
        for (std::size_t i = 0; i < kBlock; ++i) belong[i] = belongs(s[done + i]);
        unsigned char all = 1;
        for (const unsigned char one : belong) all &= one;
        if (all == 0) break;
    }
    while (done < s.size() && belongs(s[done])) ++done;
    return done;
}

}  // namespace tocsin::text
