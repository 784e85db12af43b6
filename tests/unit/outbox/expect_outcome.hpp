// What a test of a sender asks of an attempt. Any thread.
#pragma once

#include <catch2/catch.hpp>

#include "bot/core/delivery_outcome.hpp"

namespace tocsin::testing {

/// The outcome as the kind that was expected of it.
template <class T>
T expect(const DeliveryOutcome& outcome) {
    INFO("outcome " << outcome.index());
    REQUIRE(std::holds_alternative<T>(outcome));
    return std::get<T>(outcome);
}

}  // namespace tocsin::testing
