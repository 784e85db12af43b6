#include "tests/crash/pages_story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <utility>

namespace tocsin::crash {
namespace {

using sandbox::Fault;
using sandbox::World;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr const char* kSms = "POST Messages.json";
constexpr const char* kCall = "POST Calls.json";
constexpr const char* kBobPhone = "+12025550102";
constexpr const char* kPublicUrl = "https://localhost:8443";
constexpr Duration kLength = minutes{130} + seconds{20};

Act typed(Duration at, const char* user, const char* text) {
    return {at, [=](Stage& stage) { stage.type(user, World::kGeneral, text); }};
}
Act fault(Duration at, const char* method, Fault fault) {
    return {at, [=](Stage& stage) { stage.world().twilio.fail_next(method, fault); }};
}
/// As often as it is tried: a crash may make a second attempt of one.
void add_refusal(std::vector<Act>& acts, Duration from, Duration until, const char* method, const Fault& refusal) {
    acts.push_back({from, [=](Stage& stage) {
                        for (int i = 0; i < 2; ++i) stage.world().twilio.fail_next(method, refusal);
                    }});
    acts.push_back({until, [](Stage& stage) { stage.world().twilio.clear_faults(); }});
}
std::string newest_in_pagerduty(Stage& stage) { return stage.world().pagerduty.incidents().back().id; }

/// Nobody answers until the fallback; then an acknowledgement that runs out, and one by SMS.
void add_shop(std::vector<Act>& acts) {
    acts.push_back(typed(minutes{0}, World::kAlice, "declare sev1 Shop is down --service shop"));
    acts.push_back(typed(minutes{1}, World::kAlice, "page INC-1 shop --yes"));
    acts.push_back(fault(minutes{5} + seconds{30}, kSms, Fault::http(500)));
    add_refusal(acts, minutes{21} + seconds{30}, minutes{23}, kSms, Fault::api_error("Attempt to send to unsubscribed recipient", 21610));
    acts.push_back({minutes{25}, [](Stage& stage) { stage.press(World::kCarol, stage.direct(World::kCarol), "tocsin.acknowledge_page"); }});
    acts.push_back({minutes{57} + seconds{30}, [](Stage& stage) { stage.post(stage.world().twilio.reply(kBobPhone, "ACK 1", kPublicUrl)); }});
    acts.push_back(typed(minutes{70}, World::kAlice, "resolve INC-1 the shop sells again"));
}

/// In turn, snoozed, an answer that gets lost, and the end while somebody is still to be called.
void add_search(std::vector<Act>& acts) {
    acts.push_back(typed(minutes{5}, World::kBob, "declare sev2 Search is slow --service search"));
    acts.push_back(typed(minutes{9}, World::kBob, "page INC-2 search --yes"));
    acts.push_back(typed(minutes{19} + seconds{40}, World::kBob, "snooze INC-2 30m"));
    acts.push_back(fault(minutes{50} + seconds{20}, kSms, Fault::drop_after()));
    acts.push_back(typed(minutes{61}, World::kBob, "resolve INC-2 it is fast"));
}

/// An override, a call that fails for good, and PagerDuty, which acknowledges and resolves.
void add_pay(std::vector<Act>& acts) {
    acts.push_back(typed(minutes{63}, World::kAlice, "override primary @U0CAROL from now to 23:15Z"));
    acts.push_back(typed(minutes{64}, World::kCarol, "declare sev1 Nobody can pay --service pay"));
    acts.push_back(typed(minutes{65}, World::kAlice, "page INC-3 pay --yes"));
    add_refusal(acts, minutes{67} + seconds{30}, minutes{69}, kCall, Fault::api_error("Invalid number", 21211));
    acts.push_back({minutes{72}, [](Stage& stage) {
                        if (!stage.world().pagerduty.acknowledge(newest_in_pagerduty(stage), World::kPagerBob)) die("PagerDuty has nothing to acknowledge");
                    }});
    acts.push_back({minutes{80}, [](Stage& stage) {
                        if (!stage.world().pagerduty.resolve(newest_in_pagerduty(stage), World::kPagerBob)) die("PagerDuty has nothing to resolve");
                    }});
    acts.push_back(typed(minutes{85}, World::kCarol, "resolve INC-3 they pay"));
}

/// PagerDuty owns it and wakes nobody; and Slack is down.
void add_checkout(std::vector<Act>& acts) {
    acts.push_back(typed(minutes{90}, World::kBob, "declare sev1 Checkout fails --service checkout"));
    acts.push_back({minutes{91}, [](Stage& stage) {
                        stage.world().pagerduty.people_answer(false);
                        stage.type(World::kBob, World::kGeneral, "page INC-4 checkout --yes");
                    }});
    acts.push_back({minutes{91} + seconds{40}, [](Stage& stage) { stage.world().slack.fail_all(Fault::http(503)); }});
    acts.push_back({minutes{96}, [](Stage& stage) {
                        stage.world().slack.clear_faults();
                        stage.world().pagerduty.people_answer(true);
                    }});
    acts.push_back(typed(minutes{98} + seconds{50}, World::kBob, "ack INC-4"));
    acts.push_back(typed(minutes{120}, World::kBob, "cancel INC-4 a false alarm"));
}

/// What can wait, for one person; then everybody's fallbacks; and a test.
void add_report(std::vector<Act>& acts) {
    acts.push_back(typed(minutes{100}, World::kAlice, "declare sev4 The report is late"));
    acts.push_back(typed(minutes{100} + seconds{30}, World::kAlice, "page INC-5 @U0BOB --yes"));
    acts.push_back({minutes{117}, [](Stage& stage) { stage.press(World::kAlice, stage.direct(World::kAlice), "tocsin.acknowledge_page"); }});
    acts.push_back(typed(minutes{118}, World::kAlice, "page INC-5 --test @me"));
    acts.push_back(typed(minutes{125}, World::kAlice, "resolve INC-5 it came"));
}

// --- who must be told ---

struct Rule {
    Duration after;
    const char* by;
};
const std::vector<Rule> kMost{{minutes{0}, "slack"}, {minutes{1}, "sms"}, {minutes{3}, "call"}};
const std::vector<Rule> kDora{{minutes{0}, "sms"}, {minutes{1}, "email"}, {minutes{2}, "call"}};

class Dues {
public:
    /// The person's rules run from one moment until something stops them.
    void run(int incident, const char* whom, Duration from, Duration until) {
        for (const Rule& rule : std::string_view(whom) == "dora" ? kDora : kMost)
            if (from + rule.after < until) add(incident, whom, rule.by, from + rule.after);
    }
    void add(int incident, const char* whom, const char* by, Duration at) { all.push_back({incident, whom, by, at}); }
    std::vector<Due> all;
};

constexpr Duration kNever = kLength;

void add_first_three(Dues& dues) {
    // INC-1: Bob is on call from 21:00 to 22:00 and again from 22:00 on, since the turn of Alice is the even hour.
    for (const Duration round : {minutes{1}, minutes{11}}) {
        dues.run(1, "alice", round, kNever);
        dues.run(1, "dora", round + minutes{5}, kNever);
    }
    dues.add(1, "carol", "slack", minutes{21});
    dues.add(1, "carol", "call", minutes{22});  // at once, since the text message was refused
    dues.run(1, "bob", minutes{55}, minutes{57} + seconds{30});
    // INC-2
    dues.run(2, "alice", minutes{9}, kNever);
    dues.add(2, "#general", "slack", minutes{14});
    dues.run(2, "bob", minutes{19}, minutes{19} + seconds{40});
    const Duration again = minutes{49} + seconds{40};
    dues.run(2, "carol", again, kNever);
    dues.add(2, "#general", "slack", again + minutes{5});
    dues.run(2, "alice", again + minutes{10}, minutes{61});
    // INC-3: the call was refused, and nobody else is left in its step.
    dues.run(3, "carol", minutes{65}, minutes{68});
    dues.add(3, "pagerduty", "pagerduty", minutes{68});
}

void add_last_two(Dues& dues) {
    // INC-4: PagerDuty at once, and when it had woken nobody for a minute, our own policy; without Slack, so by SMS at once.
    dues.add(4, "pagerduty", "pagerduty", minutes{91});
    dues.add(4, "carol", "sms", minutes{92});
    dues.add(4, "carol", "call", minutes{95});
    dues.run(4, "dora", minutes{97}, minutes{98} + seconds{50});
    // INC-5
    for (const int at : {0, 5, 10}) dues.add(5, "bob", "slack", minutes{100 + at} + seconds{30});
    const Duration fallback = minutes{115} + seconds{30};
    dues.add(5, "carol", "slack", fallback);
    dues.add(5, "dora", "email", fallback);
    dues.add(5, "alice", "slack", fallback);
    for (const char* by : {"slack", "sms", "call", "email", "pagerduty"}) dues.add(5, "alice", by, minutes{118});
}

constexpr const char* kOncall = R"(
people:
  - {id: alice, name: Alice, slack: U0ALICE, email: alice@example.com, phone: "+12025550101", pagerduty: PUALICE, time_zone: UTC}
  - {id: bob, name: Bob, slack: U0BOB, phone: "+12025550102", pagerduty: PUBOB, time_zone: UTC}
  - {id: carol, name: Carol, slack: U0CAROL, phone: "+12025550103", time_zone: UTC}
  - id: dora
    name: Dora
    email: dora@example.com
    phone: "+12025550104"
    notify: {high: [{after: 0m, by: sms}, {after: 1m, by: email}, {after: 2m, by: call}], low: [{after: 0m, by: email}]}
notify_defaults: {high: [{after: 0m, by: slack}, {after: 1m, by: sms}, {after: 3m, by: call}], low: [{after: 0m, by: slack}]}
schedules:
  - {id: primary, time_zone: UTC, layers: [{id: all, rotation: hourly, start: "2026-01-01T00:00", users: [bob, alice]}]}
policies:
  - {id: shop, repeat: 1, fallback: ["person:carol"], steps: [{notify: ["schedule:primary"], delay: 5m}, {notify: ["person:dora"], delay: 5m}]}
  - id: search
    repeat: 1
    fallback: ["person:dora"]
    steps: [{notify: ["person:alice", "person:bob", "person:carol"], delay: 5m, assign: round_robin}, {notify: ["channel:C0GENERAL"], delay: 5m}]
  - {id: pay, fallback: ["person:alice"], steps: [{notify: ["schedule:primary"], delay: 5m}, {notify: ["pagerduty:PPOLICY"], delay: 10m}]}
services:
  - {id: shop, name: Shop, policy: shop}
  - {id: search, name: Search, policy: search}
  - {id: pay, name: Pay, policy: pay}
  - {id: checkout, name: Checkout, policy: shop, pagerduty: PSCHECKOUT, paged_by: pagerduty}
)";

}  // namespace

Scene pages_scene() {
    std::vector<Act> acts;
    add_shop(acts);
    add_search(acts);
    add_pay(acts);
    add_checkout(acts);
    add_report(acts);
    std::ranges::sort(acts, {}, &Act::at);
    return {std::move(acts), kLength, [](Config& config, const std::string& folder) {
                config.oncall_file = folder + "/oncall.yaml";
                std::ofstream(config.oncall_file) << kOncall;
            }};
}

std::vector<Due> story_dues() {
    Dues dues;
    add_first_three(dues);
    add_last_two(dues);
    std::ranges::sort(dues.all, {}, &Due::at);
    return std::move(dues.all);
}

}  // namespace tocsin::crash
