#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "bot/slack/button_codec.hpp"

using namespace tocsin;
using namespace tocsin::slack;

TEST_CASE("a button is what it was after a way through Slack") {
    CHECK(rc::check([] {
        Button button;
        button.action = static_cast<ButtonAction>(*rc::gen::inRange(0, 5));
        button.incident = IncidentNumber(*rc::gen::positive<std::int64_t>());
        button.seen_status = static_cast<Status>(*rc::gen::inRange(0, 7));
        if (button.action == ButtonAction::set_status) button.status = static_cast<Status>(*rc::gen::inRange(0, 7));
        button.argument = *rc::gen::string<std::string>();
        const auto encoded = encode_button(button);
        RC_ASSERT(encoded.has_value());
        RC_ASSERT(encoded->value.size() <= 2000);
        RC_ASSERT(encoded->action_id.size() <= 255);
        RC_ASSERT(decode_button(encoded->action_id, encoded->value).value() == button);
        RC_ASSERT(decode_button(encoded->action_id + ".12", encoded->value).value() == button);
    }));
}

TEST_CASE("the longest argument fits, one byte more is refused with a reason") {
    Button button{ButtonAction::confirm_page, IncidentNumber(INT64_MAX), Status::investigating, {}, std::string(kMaxButtonArgument, 'x')};
    const auto longest = encode_button(button);
    REQUIRE(longest.has_value());
    CHECK(longest->value.size() <= 2000);
    button.argument += "x";
    REQUIRE_FALSE(encode_button(button).has_value());
    CHECK(encode_button(button).error().code == Errc::too_large);
}

TEST_CASE("what we did not write is refused") {
    const std::string id = "tocsin.join";
    REQUIRE(decode_button(id, "v1:join:42:triage:-:").has_value());
    for (const auto& [action_id, value] : std::vector<std::pair<std::string, std::string>>{
             {id, ""},
             {id, "v2:join:42:triage:-:"},
             {id, "v1:join:42:triage:-"},
             {id, "v1:delete:42:triage:-:"},
             {id, "v1:join:x:triage:-:"},
             {id, "v1:join:-1:triage:-:"},
             {id, "v1:join:042:triage:-:"},
             {id, "v1:join:99999999999999999999:triage:-:"},
             {id, "v1:join:42:unknown:-:"},
             {id, "v1:join:42:triage:resolved:"},
             {"tocsin.set_status", "v1:set_status:42:triage:-:"},
             {"tocsin.resolve", "v1:join:42:triage:-:"},
             {"tocsin.set_status.resolved", "v1:set_status:42:triage:monitoring:"},
             {"tocsin.join.", "v1:join:42:triage:-:"},
             {"tocsin.join.1x", "v1:join:42:triage:-:"},
             {"", "v1:join:42:triage:-:"},
             {id, "v1:join:42:triage:-:" + std::string(2000, 'x')}}) {
        CAPTURE(action_id, value);
        const auto button = decode_button(action_id, value);
        REQUIRE_FALSE(button.has_value());
        CHECK(button.error().code == Errc::invalid_argument);
        CHECK_FALSE(button.error().hint.empty());
    }
}
