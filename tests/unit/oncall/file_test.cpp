// What the reader of the on-call file takes, and how it says what is wrong.
#include "bot/oncall/file.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/base/wall_clock.hpp"
#include "bot/core/oncall_calendar.hpp"
#include "bot/oncall/lint.hpp"
#include "bot/oncall/over.hpp"
#include "bot/oncall/render.hpp"

using namespace tocsin;
using namespace tocsin::oncall;
using namespace std::chrono_literals;

namespace {

std::optional<std::string> environment(const std::string& name) {
    return name == "PHONE" ? std::optional<std::string>("+48123456789") : std::nullopt;
}

std::string content(const std::string& path) {
    std::ifstream file(std::string(TOCSIN_SOURCE_DIR) + "/" + path);
    REQUIRE(file);
    return {std::istreambuf_iterator<char>(file), {}};
}

const std::string& example() {
    static const std::string text = content("tests/fixtures/oncall/example.yaml");
    return text;
}

/// The example with one text in place of another, which must be there.
std::string with(const std::string& from, const std::string& to) {
    REQUIRE(example().contains(from));
    return text::replace_all(example(), from, to);
}

std::vector<std::string> mistakes(const std::string& yaml) {
    const auto parsed = parse_file(yaml, "o.yaml", environment);
    return parsed ? std::vector<std::string>{} : parsed.error();
}

/// Exactly one mistake, and it says this.
void refuses(const std::string& yaml, const std::string& says) {
    const auto all = mistakes(yaml);
    INFO(text::join(all, "\n"));
    REQUIRE(all.size() == 1);
    CHECK(all.front().contains(says));
    CHECK(all.front().starts_with("o.yaml:"));
}

}  // namespace

TEST_CASE("the example is read as it stands") {
    const auto file = parse_file(example(), "o.yaml", environment);
    if (!file) FAIL(text::join(file.error(), "\n"));
    CHECK(file->people.size() == 5);
    CHECK(file->people[0].notify.high->at(1) == NotifyRule{2min, Means::sms});
    CHECK(file->rules(file->people[1], Urgency::high).at(2) == NotifyRule{3min, Means::call});
    const auto& primary = file->schedules.front();
    CHECK(primary.slack_group == "S0PAY");
    CHECK(primary.layers[0].until == parse_wall("2027-01-01T00:00"));
    CHECK(primary.layers[1].restrict.at(0).days == std::array{true, true, true, true, true, false, false});
    CHECK(primary.layers[1].restrict.at(0).to == 8h);
    CHECK(file->schedules[1].layers[0].turns.at(0).size() == 2);
    CHECK(file->schedules[1].layers[0].zone == "Europe/London");
    const auto& policy = file->policies.front();
    CHECK(policy.repeat == 2);
    CHECK(policy.zone == "Europe/Warsaw");
    CHECK(policy.steps[1].notify.at(2) == Target{TargetKind::channel, "C0PAY"});
    CHECK(policy.steps[1].assign == Assign::round_robin);
    CHECK(policy.steps[1].when->from == 8h);
    CHECK(policy.fallback.at(0) == Target{TargetKind::person, "eng-a"});
    CHECK(file->find_service("CHECKOUT") == &file->services.front());
    CHECK(file->find(UserId("U0003"))->id == PersonId("eng-c"));
    CHECK(file->version.size() == 64);
    CHECK(parse_file(example() + "\n", "o.yaml", environment)->version != file->version);
}

TEST_CASE("every kind of mistake is refused, with its place") {
    refuses(with("users: [eng-d, eng-e]", "users: [eng-d, eng-x]"), "there is no person `eng-x`");
    refuses(with("\"person:eng-a\", \"channel:C0PAY\"", "\"person:engg-a\", \"channel:C0PAY\""), "did you mean `eng-a`?");
    refuses(with("schedule:payments-secondary", "schedule:payments-secundary"), "did you mean `payments-secondary`?");
    refuses(with("policy: payments,", "policy: paymets,"), "there is no policy `paymets`; did you mean `payments`?");
    refuses(with("{id: eng-e,", "{id: eng-d,").replace(example().find("users: [eng-d, eng-e]"), 21, "users: [eng-d, eng-d]"), "`eng-d` is there twice; the first is in line 6");
    refuses(with("{id: night,", "{id: week,"), "`week` is there twice");
    refuses(with("users: [eng-d, eng-e]", "users: []"), "an empty rotation has nobody on call");
    refuses(with("users: [[eng-b, eng-c], [eng-a]]", "users: [[], [eng-a]]"), "this turn is empty");
    refuses(with("time_zone: Europe/London", "time_zone: Europe/Londn"), "names no time zone: `Europe/Londn`");
    refuses(with("until: \"2027-01-01T00:00\"", "until: \"2026-01-05T09:00\""), "is not after `start`");
    refuses(with("every: 1", "every: 0"), "must be from 1 to 1000");
    refuses(with("every: 1", "every: often"), "must be a whole number");
    refuses(with("start: \"2026-01-05T20:00\"", "start: \"2026-01-05T20:00Z\""), "without an offset");
    refuses(with("from: \"20:00\", to: \"08:00\"", "from: \"20:00\", to: \"8\""), "must be a time of day");
    refuses(with("from: \"20:00\", to: \"08:00\"", "from: \"20:00\""), "give both `from` and `to`");
    refuses(with("restrict: [{days: mon-fri", "restrict: [{days: mon-fry"), "a day is one of mon");
    refuses(with("combine: layers", "combine: both"), "must be one of layers, union");
    refuses(with("rotation: daily", "rotation: yearly"), "must be one of hourly, daily, weekly, monthly");
    refuses(with("paged_by: tocsin", "paged_by: tocsin, page_by: x"), "unknown key `services.page_by`; did you mean `paged_by`?");
    refuses(with("repeat: 2", "repeat: 2\n    repeat: 3"), "there twice");
    refuses(with("\"pagerduty:PESCPOL\"", "\"carrier-pigeon:7\""), "a target is schedule:ID");
    refuses(with("phone: \"+12025550144\"", "phone: \"02025550144\""), "must be a number such as");
    refuses(with("delay: 15m", "delay: soon"), "must be a time span");
    refuses(with("paged_by: tocsin", "paged_by: pagerduty").replace(example().find("pagerduty: PSVC123, "), 20, ""), "must name the service");
    refuses("people: [", "");
}

TEST_CASE("a file by which a page might wake nobody is refused, but can be looked at") {
    const auto no_phone = with(", phone: \"+12025550144\"", "");
    refuses(no_phone, "eng-e is to be told by sms (from notify_defaults), but has no `phone`");
    refuses(with("{after: 2m, by: sms}", "{after: 3m, by: sms}"), "`people.notify.high` of eng-a has no sms, call or pagerduty within 2 minutes");
    refuses(with("{after: 1m, by: sms}, {after: 3m, by: call}", "{after: 3m, by: call}"), "`notify_defaults.high` has no sms");
    refuses(with("    fallback: [\"person:eng-a\"]", "#"), "has no `fallback`");
    refuses(with("fallback: [\"person:eng-a\"]", "fallback: [\"channel:C0PAY\"]"), "wake nobody");
    const auto channels = with("\"schedule:payments-secondary\", \"person:eng-a\", ", "");
    refuses(text::replace_all(text::replace_all(channels, "schedule:payments-primary", "channel:C1"), "pagerduty:PESCPOL", "channel:C2"), "can reach nobody");
    const auto reading = read_text(no_phone, "o.yaml", environment);
    CHECK(reading.file);
    CHECK(reading.mistakes.empty());
    CHECK(reading.unfit.size() == 1);
}

TEST_CASE("an empty list of rules tells nobody, and is refused with what to write") {
    refuses(with("  - {id: eng-e,", "  - {id: eng-e, notify: {low: []},"), "`people.notify.low` is empty, so nobody would be told; write at least `[{after: 0m, by: slack}]`, or leave `low` out");
    refuses(with("  - {id: eng-e,", "  - {id: eng-e, notify: {high: []},"), "`people.notify.high` is empty, so nobody would be told; write at least `[{after: 0m, by: call}]`");
    refuses(with(", low: [{after: 0m, by: slack}]}\nschedules", ", low: []}\nschedules"), "`notify_defaults.low` is empty, so nobody would be told; write at least `[{after: 0m, by: slack}]`, or leave `low` out, and `high` holds for both");
}

TEST_CASE("what names somebody or something elsewhere names one alone, and the second is refused with the first's name") {
    const std::string two = R"(people:
  - {id: ann, email: ann@example.com, phone: "+12025550101", pagerduty: PUANN}
  - {id: bob, email: SECOND_MAIL, phone: "+12025550102", pagerduty: SECOND_USER}
notify_defaults: {high: [{after: 0m, by: sms}]}
schedules:
  - {id: one, time_zone: UTC, slack_group: S0ONE, layers: [{id: l, rotation: weekly, start: "2026-01-05T09:00", users: [ann]}]}
  - {id: two, time_zone: UTC, slack_group: SECOND_GROUP, layers: [{id: l, rotation: weekly, start: "2026-01-05T09:00", users: [bob]}]}
policies: [{id: p, steps: [{notify: ["schedule:one"]}], fallback: ["person:ann"]}]
services:
  - {id: shop, name: Shop, policy: p, pagerduty: PSONE}
  - {id: till, name: SECOND_NAME, policy: p, pagerduty: SECOND_SERVICE}
)";
    const std::vector<std::array<std::string, 3>> same{{"SECOND_MAIL", "Ann@Example.com", "o.yaml:3:22: `Ann@Example.com` is ann already"},
                                                       {"SECOND_USER", "PUANN", "o.yaml:3:65: `PUANN` is ann already"},
                                                       {"SECOND_GROUP", "S0ONE", "o.yaml:7:44: `S0ONE` follows the schedule one already"},
                                                       {"SECOND_NAME", "sHoP", "o.yaml:11:22: `sHoP` is the name of the service shop already"},
                                                       {"SECOND_SERVICE", "PSONE", "o.yaml:11:50: `PSONE` is the service shop already"}};
    const std::vector<std::pair<std::string, std::string>> own{{"SECOND_MAIL", "b@x.org"}, {"SECOND_USER", "PUB"}, {"SECOND_GROUP", "S0B"}, {"SECOND_NAME", "Till"}, {"SECOND_SERVICE", "PSB"}};
    const auto filled = [&](std::string text) {
        for (const auto& [key, value] : own) text = text::replace_all(text, key, value);
        return text;
    };
    CHECK(mistakes(filled(two)).empty());
    for (const auto& [key, value, says] : same) {
        const auto all = mistakes(filled(text::replace_all(two, key, value)));
        INFO(text::join(all, "\n"));
        REQUIRE(all.size() == 1);
        CHECK(all.front().starts_with(says));
    }
}

namespace {

/// Ann's layer and, as the fallback, what `fallback` says; the layer ends on 1 March 2026.
FileReading read_at(const std::string& now, const std::string& fallback, const std::string& step = "schedule:one") {
    const std::string text = "people:\n  - {id: ann, phone: \"+12025550101\"}\nnotify_defaults: {high: [{after: 0m, by: sms}]}\nschedules:\n"
                             "  - {id: one, time_zone: Europe/Warsaw, layers: [{id: l, rotation: weekly, start: \"2026-01-05T09:00\", until: \"2026-03-01T00:00\", users: [ann]}]}\n"
                             "policies:\n  - id: p\n    steps: [{notify: [\"" + step + "\"]}]\n    fallback: [\"" + fallback + "\", \"channel:C0PAY\"]\nservices: [{id: s, policy: p}]\n";
    return read_text(text, "o.yaml", environment, {parse_iso8601(now), std::nullopt});
}

}  // namespace

TEST_CASE("a policy all of whose schedules have ended can reach nobody any more, to the second") {
    CHECK(read_at("2026-02-28T22:59:59Z", "schedule:one").all().empty());
    const auto over = read_at("2026-02-28T23:00:00Z", "schedule:one").all();
    REQUIRE(over.size() == 1);
    CHECK(over.front() == "o.yaml:9:15: policy p can reach nobody any more: the layers of schedule one have all ended; give one a later `until`, or name a person");
    const auto far = read_at("2024-12-01T00:00:00Z", "schedule:one").all();
    REQUIRE(far.size() == 1);
    CHECK(far.front() == "o.yaml:9:15: policy p can reach nobody: the layers of schedule one begin in more than a year; give one an earlier `start`, or name a person");
    CHECK(read_at("2025-03-01T00:00:00Z", "schedule:one").all().empty());
    // The last net is gone, though the step still holds.
    const auto fallback = read_at("2026-03-02T00:00:00Z", "schedule:one", "person:ann").all();
    REQUIRE(fallback.size() == 1);
    CHECK(fallback.front().starts_with("o.yaml:9:15: the `fallback` of policy p can reach nobody any more"));
    CHECK(read_at("2026-03-02T00:00:00Z", "person:ann").all().empty());
    // Without a clock nothing is over.
    const auto reading = read_at("2026-03-02T00:00:00Z", "schedule:one");
    CHECK(reading.unfit.empty());
    CHECK(reading.file);
    CHECK(policies_over(*reading.file, *parse_iso8601("2026-03-02T00:00:00Z")).size() == 1);
}

namespace {

std::vector<std::string> lines_against(const std::string& yaml, const Ways& ways, bool warnings = false) {
    const auto reading = read_text(yaml, "o.yaml", environment, {std::nullopt, ways});
    return warnings ? reading.warnings : reading.all();
}

constexpr const char* kBothWays = R"(people:
  - {id: ann, slack: U0ANN, email: a@x.org, phone: "+12025550101"}
  - id: bob
    phone: "+12025550102"
    pagerduty: PUBOB
    notify: {high: [{after: 0m, by: pagerduty}, {after: 5m, by: sms}], low: [{after: 0m, by: sms}]}
notify_defaults:
  high: [{after: 0m, by: slack}, {after: 1m, by: sms}, {after: 2m, by: call}]
  low: [{after: 0m, by: email}]
schedules: [{id: one, time_zone: UTC, layers: [{id: l, rotation: weekly, start: "2026-01-05T09:00", users: [ann]}]}]
policies: [{id: p, steps: [{notify: ["schedule:one"]}, {notify: ["pagerduty:PPOL"]}], fallback: ["person:ann"]}]
services: [{id: shop, name: Shop, policy: p, pagerduty: PSHOP, paged_by: pagerduty}]
)";

}  // namespace

TEST_CASE("means that wake and cannot be sent are refused with the section that is missing, and others are warned of") {
    Ways all{true, true, true, true, true, {"shop"}};
    CHECK(lines_against(kBothWays, all).empty());
    CHECK(lines_against(kBothWays, all, true).empty());
    CHECK(lines_against(kBothWays, Ways{}) ==
          std::vector<std::string>{"o.yaml:6:20: `notify` of bob for high urgency can wake nobody: the configuration has no `pagerduty.api_token` and `pagerduty.page_service`",
                                   "o.yaml:8:9: `notify_defaults` for high urgency can wake nobody: the configuration has no `notify.twilio`",
                                   "o.yaml:12:74: service shop is paged by PagerDuty, and the configuration has no `pagerduty`"});
    auto no_key = all;
    no_key.routing_names = {"other"};
    CHECK(lines_against(kBothWays, no_key) == std::vector<std::string>{"o.yaml:12:74: service shop is paged by PagerDuty, and the configuration has no `pagerduty.routing_keys.shop` (or `default`)"});
    for (const char* name : {"SHOP", "Shop", "default"}) {
        no_key.routing_names = {name};
        CHECK(lines_against(kBothWays, no_key).empty());
    }
    // Bob is woken by PagerDuty, Ann by nothing.
    auto no_phone = all;
    no_phone.twilio = false;
    CHECK(lines_against(kBothWays, no_phone).size() == 1);
    auto quiet = all;
    quiet.slack = quiet.smtp = false;
    CHECK(lines_against(kBothWays, quiet).empty());
    CHECK(lines_against(kBothWays, quiet, true) ==
          std::vector<std::string>{"o.yaml:8:9: `notify_defaults` for high urgency: nothing goes out by slack, since the configuration has no `slack`",
                                   "o.yaml:9:8: `notify_defaults` for low urgency: nothing goes out by email, since the configuration has no `notify.smtp`"});
}

TEST_CASE("all mistakes are told at once") {
    auto broken = with("users: [eng-d, eng-e]", "users: [eng-d, eng-x]");
    broken = text::replace_all(broken, "time_zone: Europe/London", "time_zone: Mars");
    broken = text::replace_all(broken, "every: 1", "every: -1");
    broken = text::replace_all(broken, ", phone: \"+12025550144\"", "");
    const auto all = mistakes(broken);
    REQUIRE(all.size() == 4);
    // In the order of the file, whatever was looked at first.
    for (std::size_t i = 0; i < 4; ++i) CHECK(all[i].starts_with(std::array{"o.yaml:7:", "o.yaml:15:", "o.yaml:16:", "o.yaml:20:"}[i]));
}

TEST_CASE("a mistake names line and column") {
    const auto all = mistakes("people:\n  - {id: a, phone: \"+48123456789\", time_zone: Nowhere}\nnotify_defaults: {high: [{by: sms}]}\n");
    REQUIRE(all.size() == 1);
    CHECK(all.front() == "o.yaml:2:47: `people.time_zone` names no time zone: `Nowhere`; write it as in Europe/Warsaw or UTC");
}

TEST_CASE("values come from the environment, and without low rules the high ones hold") {
    const auto file = parse_file("people:\n  - {id: a, phone: \"${PHONE}\"}\nnotify_defaults: {high: [{by: sms}]}\n", "o.yaml", environment);
    REQUIRE(file);
    CHECK(file->people[0].phone == "+48123456789");
    CHECK(file->rules(file->people[0], Urgency::low).at(0).by == Means::sms);
    CHECK(text::join(mistakes("people: [{id: a, phone: \"${NOT_SET}\"}]"), " ").contains("NOT_SET is not set"));
}

TEST_CASE("nonsense is refused without a crash") {
    for (const char* text : {"", "[]", "a", "people: 7", "people: [7]", "people: {}", "people: [{}]", "schedules: [{id: [], layers: {}}]", "people: [{id: a, notify: []}]",
                             "schedules: [{id: s, time_zone: UTC, layers: [{users: 3, restrict: [{days: []}]}]}]", "policies: [{steps: [{notify: 1}]}]", "? [a, b] : c", "\t", "- &a [*a]"})
        CHECK_FALSE(mistakes(text).empty());
}

TEST_CASE("lint warns of holes, of what nobody uses, and of layers that have ended") {
    const auto file = *parse_file(with("schedule:payments-secondary", "schedule:payments-primary"), "o.yaml", environment);
    const auto all = warnings(file, Calendars(file), *parse_iso8601("2026-12-20T12:00:00Z"));
    REQUIRE(all.size() == 2);
    CHECK(all[0].text.contains("payments-primary has nobody on call for"));
    CHECK(all[0].text.contains("the first begins Fri 01 Jan 08:00 CET"));
    CHECK(all[1].text == "schedule payments-secondary is in no policy: nobody is paged by it");
    const auto later = warnings(file, Calendars(file), *parse_iso8601("2027-02-01T12:00:00Z"));
    CHECK(std::ranges::find(later, "layer week of schedule payments-primary ended on 2027-01-01", &Warning::text) != later.end());
    CHECK(zone_warnings(file, *parse_iso8601("2026-12-20T12:00:00Z")).empty());
    CHECK(zones_of(file) == std::vector<std::string>{"America/Chicago", "Europe/London", "Europe/Warsaw"});
}

TEST_CASE("lint warns of an exception that stands above its rule, and only of that") {
    const std::string head = "people: [{id: a, slack: U1, phone: \"+48123456789\"}, {id: b, slack: U2, phone: \"+48123456780\"}]\n"
                             "notify_defaults: {high: [{after: 0m, by: sms}]}\n"
                             "policies: [{id: p, steps: [{notify: [\"schedule:s\"], delay: 5m}], fallback: [\"person:a\"]}]\n"
                             "services: [{id: x, policy: p}]\n"
                             "schedules: [{id: s, time_zone: UTC, layers: [";
    const std::string rule = "{id: week, rotation: weekly, start: \"2026-01-05T09:00\", users: [a]}";
    const std::string night = "{id: night, rotation: weekly, start: \"2026-01-05T09:00\", users: [b], restrict: [{from: \"22:00\", to: \"06:00\"}]}";
    const auto warned = [&](const std::string& layers) {
        const auto file = *parse_file(head + layers + "]}]\n", "o.yaml", environment);
        return warnings(file, Calendars(file), *parse_iso8601("2026-02-02T12:00:00Z"));
    };
    CHECK(warned(rule + ", " + night).empty());
    const auto swapped = warned(night + ", " + rule);
    REQUIRE(swapped.size() == 1);
    CHECK(swapped[0].text.contains("layer night of schedule s has nobody on call in the next 28 days"));
}

namespace {

/// Of the example, changed, in the weeks after 2 February 2026.
std::vector<std::string> warned(const std::string& yaml) {
    const auto reading = read_text(yaml, "o.yaml", environment);
    if (!reading.file) FAIL(text::join(reading.all(), "\n"));
    std::vector<std::string> out;
    for (const auto& warning : warnings(*reading.file, Calendars(*reading.file), *parse_iso8601("2026-02-02T12:00:00Z"))) {
        REQUIRE(reading.lines.contains(warning.about));
        out.push_back(std::to_string(reading.lines.at(warning.about)) + ": " + warning.text);
    }
    return out;
}

bool says(const std::vector<std::string>& all, const std::string& text) {
    UNSCOPED_INFO(text::join(all, "\n"));
    return std::ranges::any_of(all, [&](const std::string& one) { return one.contains(text); });
}

}  // namespace

TEST_CASE("lint warns of a hand-off within the layer's own window, with its line") {
    const auto midnight = with("rotation: daily, start: \"2026-01-05T20:00\"", "rotation: daily, start: \"2026-01-05T00:00\"");
    CHECK(says(warned(midnight), "16: layer night of schedule payments-primary hands off at 00:00, within its own window from 20:00 to 08:00, which two people then share; let `start` be at 20:00"));
    CHECK_FALSE(says(warned(example()), "within its own window"));
    // A weekly hand-off on Monday at nine lies in no night.
    CHECK_FALSE(says(warned(with("rotation: daily, start: \"2026-01-05T20:00\"", "rotation: weekly, start: \"2026-01-05T09:00\"")), "within its own window"));
}

TEST_CASE("lint warns of one phone of two people, and says which layer leaves a hole because it has not begun") {
    CHECK(says(warned(with("phone: \"+12025550144\"", "phone: \"+12025550143\"")), "have one phone number"));
    const auto later = with("{id: week, rotation: weekly, every: 1, start: \"2026-01-05T09:00\"", "{id: week, rotation: weekly, every: 1, start: \"2026-02-16T09:00\"");
    CHECK(says(warned(later), "has nobody on call for") );
    CHECK(says(warned(later), "; layer week begins only on 2026-02-16T09:00"));
}

TEST_CASE("the page's file for a team of three is good, and its picture is what render draws") {
    const auto page = content("docs/oncall.md");
    const auto begin = page.find("```yaml\n") + 8;
    const auto file = parse_file(page.substr(begin, page.find("```", begin) - begin), "o.yaml", environment);
    if (!file) FAIL(text::join(file.error(), "\n"));
    const Calendars calendars(*file);
    CHECK(warnings(*file, calendars, *parse_iso8601("2026-02-01T00:00:00Z")).empty());
    const auto table = render_table({{*file, calendars.all().front(), {}}}, *parse_iso8601("2026-01-05", "Europe/Warsaw"), *parse_iso8601("2026-01-19", "Europe/Warsaw"));
    CHECK(page.contains(table.substr(0, table.find("Wed 07 Jan 23:00"))));
}

namespace {

using Keys = std::map<std::string, std::set<std::string>>;

/// The keys that the schema allows, by path, as the reader counts them.
void collect(const nlohmann::json& schema, const nlohmann::json& node, const std::string& path, Keys& out) {
    if (node.contains("$ref")) return collect(schema, schema.at(nlohmann::json::json_pointer(node["$ref"].get<std::string>().substr(1))), path, out);
    if (node.contains("items")) collect(schema, node["items"], path, out);
    if (!node.contains("properties")) return;
    CHECK(node.at("additionalProperties") == false);
    for (const auto& [key, value] : node["properties"].items()) {
        out[path].insert(key);
        collect(schema, value, path + key + ".", out);
    }
}

}  // namespace

TEST_CASE("the schema and the reader know the same keys") {
    const auto schema = nlohmann::json::parse(content("schema/oncall.schema.json"));
    Keys described;
    collect(schema, schema, "", described);
    const auto read = read_text(example(), "o.yaml", environment).known_keys;
    CHECK(described.size() >= 12);
    for (const auto& [path, keys] : described) {
        INFO(path);
        REQUIRE(read.contains(path));
        CHECK(text::join(std::vector(keys.begin(), keys.end()), " ") == text::join(std::vector(read.at(path).begin(), read.at(path).end()), " "));
    }
    CHECK(read.size() == described.size());
}
