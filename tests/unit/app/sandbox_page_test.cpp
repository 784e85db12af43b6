// What the sandbox page is told: which words can be typed, and what a person may do outside Slack.
#include <catch2/catch.hpp>

#include "bot/sandbox_config.hpp"
#include "bot/sandbox_page.hpp"
#include "bot/sandbox_page_outside.hpp"
#include "handlers/grammar.hpp"
#include "tests/unit/sandbox/sandbox_test.hpp"

using namespace tocsin;
using nlohmann::json;
using sandbox::World;

namespace {

std::vector<std::string> names(const json& list) {
    std::vector<std::string> out;
    for (const auto& one : list) out.push_back(one["name"]);
    return out;
}

struct Outside {
    ManualScheduler clock{time_from_unix_seconds(1'800'000'000)};
    World world{clock};
};

}  // namespace

TEST_CASE("the page completes what the parser takes, and nothing else") {
    const json words = json::parse(page_words(sandbox_config("unused.db", 8443).settings));
    CHECK(words["verbs"].size() == handlers::verbs().size());
    const json& known = words["vocabularies"];
    CHECK(names(known["status"]) == std::vector<std::string>{"investigating", "identified", "monitoring", "resolved"});
    CHECK(names(known["severity"]) == std::vector<std::string>{"sev1", "sev2", "sev3", "sev4", "sev5"});
    CHECK(names(known["role"]) == std::vector<std::string>{"lead", "comms", "scribe"});
    CHECK(names(known["key_time"]) == std::vector<std::string>{"started", "detected", "acknowledged", "mitigated", "resolved"});
    CHECK(names(known["review"]) == std::vector<std::string>{"draft", "in-review", "reviewed", "closed"});
    for (const auto& [after, from] : words["takes"].items()) {
        CHECK(handlers::find_verb(after.substr(0, after.find(' '))) != nullptr);
        INFO(after);
        CHECK((known.contains(from.get<std::string>()) || from == "person" || from == "incident" || from == "verb"));
    }
    CHECK(words["marks"][0] == json{{"emoji", "pushpin"}, {"kind", "timeline"}});
    CHECK(words["marks"].back() == json{{"emoji", "seedling"}, {"kind", "followup"}});
}

TEST_CASE_METHOD(Outside, "whoever has an account in PagerDuty acknowledges and resolves there as themselves") {
    const std::string id = world.pagerduty.trigger(World::kCheckout, "Checkout is failing").value();
    CHECK_FALSE(do_in_pagerduty(world, World::kCarol, id, "acknowledge"));
    CHECK_FALSE(do_in_pagerduty(world, World::kBob, id, "explode"));
    CHECK(do_in_pagerduty(world, World::kBob, id, "acknowledge"));
    CHECK(world.pagerduty.incident(id)->acknowledgers == std::vector<std::string>{World::kPagerBob});
    CHECK(do_in_pagerduty(world, World::kAlice, id, "resolve"));
    CHECK_FALSE(do_in_pagerduty(world, World::kAlice, id, "resolve"));
}

TEST_CASE_METHOD(Outside, "nobody answers a text message or a call that was not made") {
    CHECK_FALSE(text_back(world, "+12025550103", "ack", "https://t"));
    CHECK_FALSE(press_digit(world, "CA1", "1"));
}
