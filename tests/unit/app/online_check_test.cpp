// `check-config --online` against the simulated Slack and PagerDuty: each thing that is missing is one line that says where to put it right.
#include "bot/online_check.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "bot/sandbox/world.hpp"
#include "bot/sandbox_config.hpp"
#include "bot/slack/surface.hpp"

using namespace tocsin;
using Catch::Contains;
using sandbox::World;

namespace {

struct Checked {
    ManualScheduler clock{time_from_unix_seconds(1'794'000'600)};
    World world{clock};
    Config config = sandbox_config("unused.db", 8443);

    Checked() { install_app(world); }

    std::vector<Finding> run() {
        boost::asio::io_context io{1};
        std::vector<Finding> out;
        boost::asio::co_spawn(io, check_online(config, world.network, clock), [&](const std::exception_ptr& error, std::vector<Finding> found) {
            if (error) std::rethrow_exception(error);
            out = std::move(found);
        });
        io.run();
        return out;
    }
    /// The lines that are marked as wrong.
    std::vector<std::string> wrong() {
        std::vector<std::string> out;
        for (const auto& finding : run())
            if (finding.verdict == Verdict::wrong) out.push_back(finding.line);
        return out;
    }
    std::string all() {
        std::string out;
        for (const auto& finding : run()) out += finding.line + "\n";
        return out;
    }
};

}  // namespace

TEST_CASE("everything is there: nothing is wrong, and it is said what was looked at") {
    Checked checked;
    checked.config.slack.app_token = "xapp-sandbox-token";
    CHECK(checked.wrong().empty());
    CHECK_THAT(checked.all(), Contains("good for workspace T0SANDBOX") && Contains("scopes are granted") && Contains("#incidents (C0INCIDENTS)") &&
                                  Contains("#incident-updates (C0UPDATES)") && Contains("opens Socket Mode") && Contains("PagerDuty: the API token is good"));
    CHECK(checked.world.slack.violations().empty());
}

TEST_CASE("each scope that is missing is one line with its reason and its place") {
    Checked checked;
    auto scopes = slack::scope_names();
    std::erase_if(scopes, [](const auto& scope) { return scope == "pins:write" || scope == "reactions:read"; });
    scopes.push_back("chat:write.customize");
    checked.world.slack.install(scopes, {});
    const auto wrong = checked.wrong();
    REQUIRE(wrong.size() == 2);
    CHECK_THAT(wrong[0], Contains("pins:write is missing (pins the card)") && Contains("Bot Token Scopes"));
    CHECK_THAT(wrong[1], Contains("reactions:read is missing"));
    CHECK_THAT(checked.all(), Contains("scopes that tocsin does not use: chat:write.customize"));
}

TEST_CASE("a channel in which the bot is not, that is archived, or that is unknown") {
    Checked checked;
    checked.world.slack.remove_bot(World::kAnnounce);
    checked.world.slack.archive_as_user(World::kUpdates);
    auto wrong = checked.wrong();
    REQUIRE(wrong.size() == 2);
    CHECK_THAT(wrong[0], Contains("not in `slack.announce_channel` #incidents (C0INCIDENTS)") && Contains("/invite @tocsin"));
    CHECK_THAT(wrong[1], Contains("`slack.updates_channel` #incident-updates") && Contains("archived"));
    checked.config.settings.announce_channel = ChannelId("C0NOWHERE");
    checked.config.settings.updates_channel = ChannelId();
    wrong = checked.wrong();
    REQUIRE(wrong.size() == 1);
    CHECK_THAT(wrong[0], Contains("`slack.announce_channel` C0NOWHERE") && Contains("Invite the bot"));
    CHECK_THAT(checked.all(), Contains("`slack.updates_channel` is not set"));
}

TEST_CASE("tokens that are wrong, exchanged for each other, or lack their scope") {
    Checked checked;
    SECTION("the bot's token") {
        checked.config.slack.bot_token = "xoxb-of-somebody-else";
        const auto wrong = checked.wrong();
        REQUIRE(wrong.size() == 1);
        CHECK_THAT(wrong[0], Contains("slack.bot_token"));
    }
    SECTION("the app's token is the bot's") {
        checked.config.slack.app_token = "xoxb-sandbox-token";
        const auto wrong = checked.wrong();
        REQUIRE(wrong.size() == 1);
        CHECK_THAT(wrong[0], Contains("`slack.app_token` does not open Socket Mode (not_allowed_token_type)") && Contains("connections:write"));
    }
    SECTION("another workspace than the configured one") {
        checked.config.settings.team = TeamId("T0OTHER");
        const auto wrong = checked.wrong();
        REQUIRE(wrong.size() == 1);
        CHECK_THAT(wrong[0], Contains("`slack.team` says T0OTHER") && Contains("T0SANDBOX"));
    }
    SECTION("PagerDuty's") {
        checked.config.pagerduty.api_token = "wrong";
        const auto wrong = checked.wrong();
        REQUIRE(wrong.size() == 1);
        CHECK_THAT(wrong[0], Contains("PagerDuty"));
    }
}

TEST_CASE("Slack is down, slow or behind a proxy that drops what it says of scopes") {
    Checked checked;
    SECTION("no answer") {
        checked.world.slack.fail_next("auth.test", sandbox::Fault::drop_before());
        CHECK_THAT(checked.wrong().front(), Contains("Slack was not reached"));
    }
    SECTION("a pause") {
        checked.world.slack.fail_next("auth.test", sandbox::Fault::rate_limited(std::chrono::seconds{30}));
        CHECK_THAT(checked.wrong().front(), Contains("asks for a pause"));
    }
    SECTION("no scopes named") {
        checked.world.network.add_host("https://slack.com", [](const net::Request&) {
            return net::json_response(200, R"({"ok":true,"team_id":"T0SANDBOX","user_id":"U1","channel":{"id":"C1","name":"x","is_member":true}})");
        });
        CHECK_THAT(checked.wrong().front(), Contains("does not name the scopes"));
    }
}
