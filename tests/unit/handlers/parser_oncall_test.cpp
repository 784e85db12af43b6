// The on-call verbs as they are typed: windows, and words that are names when they are quoted.
#include <catch2/catch.hpp>

#include "bot/base/time_format.hpp"
#include "handlers/parser.hpp"

using namespace tocsin;
using namespace tocsin::handlers;

namespace {

const ParseContext kOncallContext{*parse_iso8601("2026-10-24T10:00:00Z"), "Europe/Warsaw", "INC", "/incident"};

template <class T>
T read(const std::string& text) {
    const auto parsed = parse(text, kOncallContext);
    INFO(text << ": " << (parsed ? "" : parsed.error().message));
    REQUIRE(parsed.has_value());
    REQUIRE(std::holds_alternative<T>(parsed->command));
    const auto again = parse(print(*parsed), kOncallContext);
    REQUIRE(again.has_value());
    CHECK(again->command == parsed->command);
    CHECK(again->when_echo == parsed->when_echo);
    return std::get<T>(parsed->command);
}

}  // namespace

TEST_CASE("a window holds all of an hour that the clocks repeat") {
    const auto made = read<command::OverrideAdd>("override shop @U0BOB from 2026-10-25 02:00 to 2026-10-25 02:30");
    CHECK(made.from == *parse_iso8601("2026-10-25T00:00:00Z"));
    CHECK(made.until == *parse_iso8601("2026-10-25T01:30:00Z"));
}

TEST_CASE("the end of a window is counted from its start") {
    const auto made = read<command::OverrideAdd>("override shop @U0BOB from tomorrow 18:00 to 22:00 instead of @U0ANN");
    CHECK(made.until - made.from == std::chrono::hours{4});
    REQUIRE(made.instead.has_value());
    CHECK(made.instead->value == "U0ANN");
}

TEST_CASE("a schedule that is called like a word of the verb is quoted") {
    CHECK(read<command::OncallShow>("oncall \"load\"").schedule == "load");
    CHECK(read<command::OverrideAdd>("override \"list\" @U0BOB from 18:00 to 22:00 --remove").remove);
    CHECK(read<command::SwapAnswer>("swap decline 3").number == ItemNumber(3));
    CHECK(read<command::Snooze>("snooze INC-1 30m").until > kOncallContext.now);
}

TEST_CASE("a day is its start where something begins or is looked at") {
    CHECK(read<command::SwapOffer>("swap shop @U0BOB --from tomorrow").from == *parse_iso8601("2026-10-24T22:00:00Z"));
    CHECK(read<command::SwapOffer>("swap shop @U0BOB --from 2026-12-01").from == *parse_iso8601("2026-11-30T23:00:00Z"));
    CHECK(read<command::OncallShow>("oncall shop --at 2026-10-01").at == *parse_iso8601("2026-09-30T22:00:00Z"));
    CHECK(read<command::OncallShow>("oncall shop --at 2026-12-01").at == *parse_iso8601("2026-11-30T23:00:00Z"));
}

TEST_CASE("an unreadable time ahead is answered with forms that lie ahead") {
    const auto parsed = parse("override shop @U0BOB from someday to 22:00", kOncallContext);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().message.find("ago") == std::string::npos);
    CHECK_THAT(parsed.error().message, Catch::Contains("tomorrow 9:00"));
    const auto snooze = parse("snooze INC-1", kOncallContext);
    REQUIRE_FALSE(snooze);
    CHECK_THAT(snooze.error().message, Catch::Contains("Until when"));
    CHECK_THAT(snooze.error().hint, Catch::Contains("snooze 30m"));
}

TEST_CASE("what does not fit together is refused") {
    for (const char* text : {"override shop @U0BOB", "override shop @U0BOB from 18:00", "override shop from 18:00 to 22:00",
                             "override shop @U0BOB from 18:00 to 22:00 --add --remove", "oncall --from 2026-10-01", "swap shop", "swap accept", "snooze"}) {
        INFO(text);
        CHECK_FALSE(parse(text, kOncallContext).has_value());
    }
}
