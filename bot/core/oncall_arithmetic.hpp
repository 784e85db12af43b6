// Division that rounds down, for turns and weeks before an epoch. Pure; any thread.
#pragma once

#include <cstdint>

namespace tocsin::oncall {

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    const std::int64_t quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

}  // namespace tocsin::oncall
