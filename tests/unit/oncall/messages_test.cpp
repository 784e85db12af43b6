// What the reader says of each mistake, word for word, with its line and column: the value as it was written, and what was probably
// meant.
#include <catch2/catch.hpp>

#include "bot/base/text.hpp"
#include "bot/oncall/file.hpp"

using namespace tocsin;
using namespace tocsin::oncall;

namespace {

/// A good file, in which each row puts one text in place of another.
constexpr const char* kGood = R"(people:
  - {id: ann, phone: "+48123456789"}
  - {id: bob, phone: "+48123456780"}
notify_defaults:
  high: [{after: 1m, by: sms}]
schedules:
  - id: shop
    time_zone: UTC
    layers:
      - {id: week, rotation: weekly, start: "2026-01-05T09:00", users: [ann, bob]}
      - {id: night, rotation: daily, start: "2026-01-05T20:00", users: [ann], restrict: [{days: mon-fri, from: "20:00", to: "08:00"}]}
policies:
  - id: shop-policy
    steps:
      - {notify: ["schedule:shop"], delay: 5m}
    fallback: ["person:ann"]
services:
  - {id: checkout, policy: shop-policy}
)";

struct Row {
    const char* from;
    const char* to;
    const char* says;
};

std::vector<std::string> mistakes_of(const std::string& yaml) {
    const auto read = parse_file(yaml, "o.yaml", [](const std::string&) { return std::optional<std::string>(); });
    return read ? std::vector<std::string>() : read.error();
}

void says(const Row& row) {
    const std::string good = kGood;
    REQUIRE(good.contains(row.from));
    const auto all = mistakes_of(text::replace_all(good, row.from, row.to));
    INFO(row.to << "\n" << text::join(all, "\n"));
    // One mistake is told once, and what follows from it is not.
    REQUIRE(all.size() == 1);
    CHECK(all.front() == row.says);
}

}  // namespace

TEST_CASE("the file that the messages are about is good") { CHECK(mistakes_of(kGood).empty()); }

TEST_CASE("each message quotes the value and offers what was probably meant") {
    for (const Row& row : {
             Row{"users: [ann, bob]", "users: [ann, bobb]", "o.yaml:10:78: there is no person `bobb`; did you mean `bob`?"},
             Row{"days: mon-fri", "days: mon-fry", "o.yaml:11:97: a day is one of mon, tue, wed, thu, fri, sat, sun, or a run of them such as mon-fri, not `mon-fry`; did you mean `mon-fri`?"},
             Row{"days: mon-fri", "days: [mon, Tuesday]", "o.yaml:11:103: a day is one of mon, tue, wed, thu, fri, sat, sun, or a run of them such as mon-fri, not `Tuesday`; did you mean `tue`?"},
             Row{"days: mon-fri", "days: workdays", "o.yaml:11:97: a day is one of mon, tue, wed, thu, fri, sat, sun, or a run of them such as mon-fri, not `workdays`"},
             Row{"[\"schedule:shop\"]", "[\"schedule:shp\"]", "o.yaml:15:19: there is no schedule `shp`; did you mean `shop`?"},
             Row{"[\"schedule:shop\"]", "[\"shcedule:shop\"]", "o.yaml:15:19: a target is schedule:ID, person:ID, channel:C… or pagerduty:P…, not `shcedule:shop`; did you mean `schedule:shop`?"},
             Row{"[\"schedule:shop\"]", "[shop]", "o.yaml:15:19: a target is schedule:ID, person:ID, channel:C… or pagerduty:P…, not `shop`; did you mean `schedule:shop`?"},
             Row{"[\"schedule:shop\"]", "[[shop]]", "o.yaml:15:19: a target is schedule:ID, person:ID, channel:C… or pagerduty:P…"},
             Row{"[\"person:ann\"]", "[\"person:an\"]", "o.yaml:16:16: there is no person `an`; did you mean `ann`?"},
             Row{"policy: shop-policy", "policy: shop-polcy", "o.yaml:18:28: there is no policy `shop-polcy`; did you mean `shop-policy`?"},
             Row{"rotation: weekly", "rotation: weakly", "o.yaml:10:30: `schedules.layers.rotation` must be one of hourly, daily, weekly, monthly, not `weakly`; did you mean `weekly`?"},
             Row{"by: sms", "by: smss", "o.yaml:5:26: `notify_defaults.high.by` must be one of slack, email, sms, call, webhook, ntfy, pagerduty, not `smss`; did you mean `sms`?"},
             Row{"delay: 5m", "delay: soon", "o.yaml:15:44: `policies.steps.delay` must be a time span such as 30s, 5m or 2h, not `soon`"},
             Row{"from: \"20:00\"", "from: \"8pm\"", "o.yaml:11:112: `schedules.layers.restrict.from` must be a time of day such as \"08:00\", not `8pm`"},
             Row{"rotation: weekly,", "rotation: weekly, every: often,", "o.yaml:10:45: `schedules.layers.every` must be a whole number, not `often`"},
             Row{"[\"schedule:shop\"]", "[\"schedule:shop\", \"channel:#ops\"]", "o.yaml:15:36: `channel:#ops` names no channel id: that is C… or G…, at the end of the channel's details in Slack"},
             Row{"[\"schedule:shop\"]", "[\"schedule:shop\", \"pagerduty:the night\"]", "o.yaml:15:36: `pagerduty:the night` names no PagerDuty id: that is P… and capitals, in the address of the escalation policy there"},
             Row{"users: [ann, bob]", "users: [ann, zygmunt]", "o.yaml:10:78: there is no person `zygmunt`; there are ann, bob"},
             Row{"users: [ann, bob]", "user: [ann, bob]", "o.yaml:10:65: unknown key `schedules.layers.user`; did you mean `users`?"},
             Row{"policy: shop-policy}", "policy:shop-policy}", "o.yaml:18:20: `services.policy:shop-policy` lacks a space after the colon: write `policy: shop-policy`"},
             Row{"{id: checkout, policy", "{id: checkout, people: x, policy", "o.yaml:18:20: `people` belongs at the top level, without indentation, and not into `services`"},
             Row{"phone: \"+48123456780\"", "phone: \"+48 123 456 780\"", "o.yaml:3:22: `people.phone` must be a number such as \"+48123456789\" without spaces, dashes and brackets, not `+48 123 456 780`"},
             Row{"rotation: weekly,", "rotation: weekly, every: 5000,", "o.yaml:10:45: `schedules.layers.every` must be from 1 to 1000, not `5000`"},
         })
        says(row);
}

TEST_CASE("what probably broke the text is said first, with its own line") {
    for (const Row& row : {
             Row{"      - {id: night", "\t- {id: night", "there is a tab before the text of line 11: indent with spaces alone; or else: "},
             Row{"\"+48123456789\"}", "\"+48123456789}", "line 2 has a quotation mark without its partner; or else: "},
             Row{"\"+48123456789\"}", "\"+48123456789\"", "line 2 opens a `{` and does not close it; or else: "},
             Row{"    time_zone: UTC", "    time_zone:UTC", "line 8 lacks a space after the colon: `time_zone: …`; or else: "},
         }) {
        const auto all = mistakes_of(text::replace_all(kGood, row.from, row.to));
        INFO(row.to << "\n" << text::join(all, "\n"));
        REQUIRE(all.size() == 1);
        CHECK(all.front().contains(std::string(": ") + row.says));
    }
}

TEST_CASE("a step waits five minutes where the file does not say how long") {
    const auto file = parse_file(text::replace_all(kGood, ", delay: 5m", ""), "o.yaml", [](const std::string&) { return std::optional<std::string>(); });
    REQUIRE(file);
    CHECK(file->policies.front().steps.front().delay == std::chrono::minutes{5});
}

TEST_CASE("text that is no YAML is explained, with its place and what to do") {
    for (const Row& row : {
             Row{"    steps:\n      - {", "    steps: - {", "o.yaml:14:12: a list item cannot begin here: give its `-` a line of its own, indented like the items beside it, below a key that ends with a colon (YAML: illegal block entry)"},
             Row{"people:\n", "people\n", "o.yaml:2:8: this colon is one too many: the line above may lack its own, "},
             Row{"    fallback:", "   fallback:", "o.yaml:16:4: "},
             Row{"[\"person:ann\"]", "[\"person:ann\"", "o.yaml:17:1: "},
             Row{"    time_zone: UTC", "\ttime_zone: UTC", "o.yaml:8:"},
         }) {
        const auto all = mistakes_of(text::replace_all(kGood, row.from, row.to));
        INFO(row.to << "\n" << text::join(all, "\n"));
        REQUIRE(all.size() == 1);
        CHECK(all.front().starts_with(row.says));
        CHECK(all.front().contains("(YAML: "));
    }
}
