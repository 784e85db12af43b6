// Randomness behind an interface, so that jitter and salts can be repeated by seed. Owned by App.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>

#include "bot/base/crypto.hpp"
#include "bot/base/time.hpp"

namespace tocsin {

class Random {
public:
    virtual ~Random() = default;
    virtual std::string bytes(std::size_t count) = 0;

    /// Uniform in [0, span]: "full jitter".
    Duration jitter(Duration span) {
        std::uint64_t raw = 0;
        const std::string drawn = bytes(sizeof raw);
        std::memcpy(&raw, drawn.data(), sizeof raw);
        return Duration{static_cast<std::int64_t>(raw % (static_cast<std::uint64_t>(span.count()) + 1))};
    }
};

/// From OpenSSL's generator, which the operating system seeds; any thread. Each thread draws ahead: a draw costs
/// about the same for 16 bytes as for some hundred. For what may lie in memory for a while: salts,
/// jitter. Keys are drawn by crypto::random_bytes.
class SystemRandom final : public Random {
public:
    std::string bytes(std::size_t count) override {
        constexpr std::size_t kAhead = 512;
        static thread_local std::string drawn;
        if (drawn.size() < count) drawn = crypto::random_bytes(std::max(count, kAhead));
        std::string out = drawn.substr(drawn.size() - count);
        drawn.resize(drawn.size() - count);
        return out;
    }
};

/// Repeatable; one thread.
class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
    std::string bytes(std::size_t count) override {
        std::string out(count, '\0');
        for (char& c : out) c = static_cast<char>(engine_() & 0xFF);
        return out;
    }

private:
    std::mt19937_64 engine_;
};

}  // namespace tocsin
