// Every message and view that a unit test makes is held against Block Kit's rules, which stand in one place
// (bot/sandbox/block_kit_check.hpp); stories meet them in the simulated workspace. Free functions; any thread.
#pragma once

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "bot/sandbox/block_kit_check.hpp"

namespace tocsin::testing {

/// What Slack would refuse of a body that is sent to it or answered to it. A body that is no JSON object has no blocks.
inline std::vector<std::string> block_kit_problems(std::string_view body) {
    using nlohmann::json;
    const json sent = json::parse(body, nullptr, false);
    std::vector<std::string> out;
    if (!sent.is_object()) return out;
    if (sent.contains("blocks")) out = sandbox::check_blocks(sent["blocks"].dump(), sandbox::BlockSurface::message);
    if (sent.contains("view"))
        for (std::string& problem : sandbox::check_view(sent["view"].dump())) out.push_back(std::move(problem));
    return out;
}

inline void keeps_block_kit(std::string_view body) {
    CAPTURE(body);
    CHECK(block_kit_problems(body) == std::vector<std::string>{});
}

}  // namespace tocsin::testing
