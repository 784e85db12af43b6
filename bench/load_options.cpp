#include "bench/load_options.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace tocsin::bench {

LoadOptions parse_load_options(int count, char** words) {
    LoadOptions out;
    for (int i = 1; i < count; ++i) {
        const std::string_view name = words[i];
        if (name == "--plain") {
            out.tls = false;
            continue;
        }
        if (name == "--text" && i + 1 < count) {
            out.text = words[++i];
            continue;
        }
        const double value = i + 1 < count ? std::atof(words[++i]) : 0;
        if (name == "--port") out.port = static_cast<std::uint16_t>(value);
        else if (name == "--requests") out.requests = static_cast<std::size_t>(value);
        else if (name == "--seconds") out.seconds = value;
        else if (name == "--rate") out.rate = value;
        else if (name == "--connections") out.connections = static_cast<int>(value);
        else if (name == "--channels") out.channels = static_cast<int>(value);
        else out.port = 0, i = count;
    }
    if (out.port != 0 && out.connections > 0 && out.channels > 0) return out;
    fmt::print(stderr, "usage: bench_load --port N [--plain] [--requests N] [--seconds S] [--rate R] [--connections N] [--channels N] [--text WORDS]\n");
    std::exit(2);
}

}  // namespace tocsin::bench
