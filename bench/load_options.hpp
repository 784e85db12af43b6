// What the load generator is asked to do. Values, read once from the command line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "bench/requests.hpp"

#include "bench/requests.hpp"

namespace tocsin::bench {

struct LoadOptions {
    std::uint16_t port = 0;
    bool tls = true;
    RequestKind kind = RequestKind::command;
    std::size_t requests = 50'000;   ///< at most; the load ends with the last of them
    double seconds = 1e9;            ///< at most
    double rate = 0;                 ///< requests a second at fixed times; 0: each connection as fast as it is answered
    int connections = 64;
    int channels = 1000;             ///< incidents over which the commands are spread, or other channels over which the talk is
    std::string text;                ///< what is typed after /incident; empty: a note, each with another number in it
};

/// Exits with 2 and a sentence if the words are wrong.
LoadOptions parse_load_options(int count, char** words);

}  // namespace tocsin::bench
