// What schedules look like as JSON, as a table and as a calendar.
#include "bot/oncall/render.hpp"

#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/oncall/file.hpp"

using namespace tocsin;
using namespace tocsin::oncall;

namespace {

constexpr const char* kFile = R"(
people:
  - {id: ann, name: "Ann; Arbor, the \"first\" \\ né 🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥 of many words and more", phone: "+48123456789", email: ann@example.com}
  - {id: bob, phone: "+48123456780"}
notify_defaults: {high: [{by: sms}]}
schedules:
  - id: shop
    time_zone: Europe/Warsaw
    layers: [{id: week, rotation: weekly, start: "2026-03-23T09:00", users: [ann, [bob, ann]]}]
  - id: other
    time_zone: UTC
    layers: [{id: day, rotation: daily, start: "2026-03-23T00:00", users: [bob]}]
)";

struct Fixture {
    Oncall file = *parse_file(kFile, "o.yaml", process_environment);
    Calendars calendars{file};
    std::vector<View> one{{file, calendars.all()[0], {}}};
    std::vector<View> both{{file, calendars.all()[0], {}}, {file, calendars.all()[1], {}}};
};

Time utc(const char* text) { return *parse_iso8601(text); }

/// The lines of a calendar, unfolded.
std::vector<std::string> unfolded(const std::string& ics) {
    const auto whole = text::replace_all(ics, "\r\n ", "");
    std::vector<std::string> out;
    for (auto line : text::split(whole, '\n')) out.emplace_back(line.substr(0, line.size() - (line.ends_with('\r') ? 1 : 0)));
    return out;
}

}  // namespace

TEST_CASE_METHOD(Fixture, "show as JSON says who, on which layer, from when until when") {
    const auto json = nlohmann::json::parse(show_json(one, utc("2026-03-28T12:00:00Z")));
    CHECK(json == nlohmann::json::parse(R"({"schedule":"shop","at":"2026-03-28T13:00:00+01:00","on_call":[
        {"person":"ann","layer":"week","from":"2026-03-23T09:00:00+01:00","until":"2026-03-30T09:00:00+02:00"}]})"));
    CHECK(nlohmann::json::parse(show_json(both, utc("2026-03-28T12:00:00Z"))).at(1).at("schedule") == "other");
}

TEST_CASE_METHOD(Fixture, "of one person alone, as JSON and as a table") {
    const auto from = utc("2026-03-29T00:00:00Z"), to = utc("2026-04-08T00:00:00Z");
    const auto json = nlohmann::json::parse(render_json(one, from, to, PersonId("bob")));
    REQUIRE(json["shifts"].size() == 1);
    CHECK(json["shifts"][0]["person"] == "bob");
    const auto table = render_table(one, from, to, PersonId("bob"));
    CHECK(table.contains("  Mon 30 Mar ··················BBBB"));
    // The letter that Bob has in the whole table.
    CHECK(table.contains("B bob   + several   · not on call"));
    CHECK(table.contains("  Mon 30 Mar 09:00 CEST   Mon 06 Apr 09:00 CEST   bob     week"));
    CHECK_FALSE(table.contains("nobody"));
    CHECK_FALSE(table.contains("ann"));
}

TEST_CASE_METHOD(Fixture, "shifts that are known are cut to the range, whatever the calendar says") {
    const Shift recorded{PersonId("old"), LayerId("week"), {}, 0, utc("2026-03-20T00:00:00Z"), utc("2026-03-25T00:00:00Z")};
    const std::vector<View> facts{{file, calendars.all()[0], {}, std::vector<Shift>{recorded}}};
    const auto json = nlohmann::json::parse(render_json(facts, utc("2026-03-24T00:00:00Z"), utc("2026-04-08T00:00:00Z")));
    CHECK(json["shifts"] == nlohmann::json::parse(R"([{"person":"old","layer":"week","from":"2026-03-24T01:00:00+01:00","until":"2026-03-25T01:00:00+01:00"}])"));
}

TEST_CASE_METHOD(Fixture, "render as JSON cuts the shifts to the range") {
    const auto json = nlohmann::json::parse(render_json(one, utc("2026-03-29T00:00:00Z"), utc("2026-03-30T12:00:00Z")));
    CHECK(json == nlohmann::json::parse(R"({"schedule":"shop","shifts":[
        {"person":"ann","layer":"week","from":"2026-03-29T01:00:00+01:00","until":"2026-03-30T09:00:00+02:00"},
        {"person":"bob","layer":"week","from":"2026-03-30T09:00:00+02:00","until":"2026-03-30T14:00:00+02:00"},
        {"person":"ann","layer":"week","from":"2026-03-30T09:00:00+02:00","until":"2026-03-30T14:00:00+02:00"}]})"));
}

TEST_CASE_METHOD(Fixture, "an override is shown as one") {
    Override o;
    o.id = OverrideId(7);
    o.person = PersonId("bob");
    o.from = utc("2026-03-24T00:00:00Z");
    o.until = utc("2026-03-25T00:00:00Z");
    one[0].overrides = {o};
    const auto json = nlohmann::json::parse(show_json(one, utc("2026-03-24T12:00:00Z")));
    CHECK(json.at("on_call").at(0).at("layer") == "override");
    CHECK(json.at("on_call").at(0).at("override") == 7);
    CHECK(show_table(one, utc("2026-03-24T12:00:00Z")).contains("override"));
}

TEST_CASE_METHOD(Fixture, "the chart has a row a day, blanks where the wall clock skips, and a legend") {
    const auto table = render_table(one, utc("2026-03-22T23:00:00Z"), utc("2026-03-31T22:00:00Z"));
    INFO(table);
    CHECK(table.contains("  Mon 23 Mar ··················AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"));
    CHECK(table.contains("  Sun 29 Mar AAAA  AAAAAA"));
    CHECK(table.contains("  Mon 30 Mar AAAAAAAAAAAAAAAAAA++++"));
    CHECK(table.contains("B bob"));
    CHECK(table.contains("nobody"));
    CHECK(table.contains("  Sun 29 Mar: the clocks skip 02:00 to 03:00, so the chart has a blank there\n"));
    CHECK(render_table(one, utc("2026-10-24T22:00:00Z"), utc("2026-10-25T23:00:00Z")).contains("  Sun 25 Oct: the clocks show 02:00 to 03:00 twice; the chart has the first time\n"));
    CHECK(table.contains("Mon 23 Mar 09:00 CET    Mon 30 Mar 09:00 CEST "));
    // Nothing for a chart to say about ten years.
    CHECK_FALSE(render_table(one, utc("2026-01-01T00:00:00Z"), utc("2036-01-01T00:00:00Z")).contains("+ several"));
}

TEST_CASE_METHOD(Fixture, "show as a table says who is next") {
    const auto table = show_table(both, utc("2026-03-28T12:00:00Z"));
    INFO(table);
    CHECK(table.contains("shop   Europe/Warsaw   2026-03-28 13:00 CET (2026-03-28 12:00 UTC)"));
    CHECK(table.contains("  next  bob"));
    CHECK(show_table(one, utc("2026-03-01T12:00:00Z")).contains("  now   nobody\n"));
}

TEST_CASE_METHOD(Fixture, "a calendar is what RFC 5545 wants") {
    const auto ics = render_ics(both, utc("2026-03-25T00:00:00Z"), utc("2026-03-31T00:00:00Z"), {}, utc("2026-03-01T00:00:00Z"));
    CHECK(ics.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"));
    CHECK(ics.ends_with("END:VCALENDAR\r\n"));
    for (auto line : text::split(ics, '\n')) {
        CHECK(line.size() <= 76);  // and the CR
        CHECK((line.empty() || line.ends_with('\r')));
        CHECK(text::sanitize(line.substr(0, line.find('\r'))) == line.substr(0, line.find('\r')));  // no character is cut
    }
    const auto lines = unfolded(ics);
    const auto has = [&](const std::string& line) { return std::ranges::find(lines, line) != lines.end(); };
    CHECK(has("DTSTART:20260323T080000Z"));  // in full, though the range begins later
    CHECK(has("DTEND:20260330T070000Z"));
    CHECK(has("DTSTAMP:20260301T000000Z"));
    CHECK(has("UID:shop.week.ann.1774252800@tocsin"));
    CHECK(has(R"(SUMMARY:Ann\; Arbor\, the "first" \\ né 🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥 of many words and more on call: shop)"));
    CHECK_FALSE(ics.contains("VTIMEZONE"));
    CHECK_FALSE(ics.contains("+48"));
    CHECK_FALSE(ics.contains("ann@example.com"));
}

TEST_CASE("a calendar in which nobody has a shift has a component all the same") {
    const auto ics = render_ics({}, utc("2026-03-23T00:00:00Z"), utc("2026-04-02T00:00:00Z"), PersonId("ann"), utc("2026-03-01T00:00:00Z"));
    CHECK_THAT(ics, Catch::Contains("BEGIN:VTIMEZONE\r\nTZID:UTC\r\n") && Catch::Contains("END:VTIMEZONE\r\nEND:VCALENDAR\r\n"));
}

TEST_CASE_METHOD(Fixture, "a person's calendar holds their shifts in all schedules, and no others") {
    const auto ics = render_ics(both, utc("2026-03-23T00:00:00Z"), utc("2026-04-02T00:00:00Z"), PersonId("ann"), utc("2026-03-01T00:00:00Z"));
    CHECK(ics.contains("UID:shop.week.ann."));
    CHECK_FALSE(ics.contains("bob"));
    const auto uid = [](const std::string& s) { return s.substr(s.find("UID:"), 40); };
    const auto later = render_ics(both, utc("2026-03-27T00:00:00Z"), utc("2026-04-02T00:00:00Z"), PersonId("ann"), utc("2026-03-02T00:00:00Z"));
    CHECK(uid(ics) == uid(later));
}
