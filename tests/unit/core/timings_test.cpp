#include "bot/core/timings.hpp"

#include <catch2/catch.hpp>

#include "bot/core/incident.hpp"

using namespace tocsin;
using namespace std::chrono_literals;

namespace {

const Time kStart = time_from_unix_seconds(1'767'348'000);  // 2026-01-02 10:00 UTC
Time at(int minute) { return kStart + std::chrono::minutes{minute}; }
const ActorId kAlice("slack:T1:UA"), kBob("slack:T1:UB"), kPagerDuty("pagerduty:PX");

/// A timeline under construction; times in minutes after 10:00.
struct Story {
    std::vector<Event> events;
    Story& add(int minute, EventBody body, ActorId actor = kAlice) {
        events.push_back({IncidentNumber(1), EventSeq(static_cast<std::int64_t>(events.size()) + 1), at(minute), at(minute),
                          std::move(actor), Source("slack"), {}, {}, std::move(body)});
        return *this;
    }
    Story& undo(int minute, std::int64_t seq, EventBody body) {
        add(minute, std::move(body));
        events.back().corrects = EventSeq(seq);
        return *this;
    }
    Story& declared(int minute, Severity severity = Severity::sev2) {
        return add(minute, event::Declared{"Checkout", severity, Status::investigating, ServiceName("checkout"), false, true});
    }
    Story& status(int minute, Status from, Status to) { return add(minute, event::StatusChanged{from, to, ""}); }
    Story& set(int minute, KeyTime which, int time, ActorId actor = kAlice) {
        return add(minute, event::KeyTimeSet{which, at(time), {}}, std::move(actor));
    }
    Timings measured(int as_of = 600) const { return measure(events, at(as_of)); }
};

Figure minutes_of(int minutes) { return Duration{std::chrono::minutes{minutes}}; }
Figure missing(std::string_view what) { return MissingTime{what}; }

Figure spent(const Timings& t, Severity severity) {
    for (const auto& s : t.severities)
        if (s.severity == severity) return s.spent;
    return missing("no such severity");
}

constexpr auto kInv = Status::investigating;
constexpr auto kMon = Status::monitoring;
constexpr auto kRes = Status::resolved;

}  // namespace

TEST_CASE("the four times are each measured from started") {
    Story s;
    s.declared(10).set(11, KeyTime::started, 0).set(12, KeyTime::detected, 4).add(13, event::Acknowledged{kAlice, "button"});
    s.status(30, kInv, kMon).status(50, kMon, kRes);
    const auto t = s.measured();
    CHECK(t.figure(Metric::ttd) == minutes_of(4));
    CHECK(t.figure(Metric::tta) == minutes_of(13));
    CHECK(t.figure(Metric::ttm) == minutes_of(30));
    CHECK(t.figure(Metric::ttr) == minutes_of(50));
}

TEST_CASE("without a start all four are n/a and none is 0") {
    Story s;
    s.declared(0).set(1, KeyTime::detected, 0).add(2, event::Acknowledged{kAlice, ""}).status(9, kInv, kRes);
    const auto t = s.measured();
    for (Metric m : {Metric::ttd, Metric::tta, Metric::ttm, Metric::ttr}) CHECK(t.figure(m) == missing("started"));
    CHECK(figure_text(t.figure(Metric::ttr)) == "n/a (started unknown)");
    CHECK(figure_word(t.figure(Metric::ttr)) == "n/a");
}

TEST_CASE("a missing end is named") {
    Story s;
    s.declared(0).set(1, KeyTime::started, 0);
    const auto t = s.measured();
    CHECK(t.figure(Metric::ttd) == missing("detected"));
    CHECK(t.figure(Metric::tta) == missing("acknowledged"));
    CHECK(t.figure(Metric::ttm) == missing("mitigated"));
    CHECK(t.figure(Metric::ttr) == missing("resolved"));
}

TEST_CASE("an end before its start is invalid") {
    Story s;
    s.declared(0).set(1, KeyTime::started, 20).set(2, KeyTime::detected, 15);
    const auto t = s.measured();
    CHECK(t.figure(Metric::ttd) == Figure(EndBeforeStart{5min}));
    CHECK(figure_text(t.figure(Metric::ttd)) == "invalid (ends 5 min before it starts)");
    CHECK(figure_word(t.figure(Metric::ttd)) == "invalid");
}

TEST_CASE("an end at its start is a true 0") {
    Story s;
    s.declared(0).set(1, KeyTime::started, 5).set(2, KeyTime::detected, 5);
    CHECK(s.measured().figure(Metric::ttd) == minutes_of(0));
    CHECK(figure_word(s.measured().figure(Metric::ttd)) == "0");
}

TEST_CASE("entering monitoring first sets mitigated, resolved does if nothing did") {
    CHECK(Story().declared(0).status(5, kInv, kMon).status(9, kMon, kRes).measured().time(KeyTime::mitigated) == at(5));
    CHECK(Story().declared(0).status(9, kInv, kRes).measured().time(KeyTime::mitigated) == at(9));
}

TEST_CASE("a time set by hand wins over what was recorded, whichever came first") {
    CHECK(Story().declared(0).set(1, KeyTime::acknowledged, 1).add(5, event::Acknowledged{kBob, ""}).measured().time(
              KeyTime::acknowledged) == at(1));
    CHECK(Story().declared(0).set(8, KeyTime::resolved, 7).status(9, kInv, kRes).measured().time(KeyTime::resolved) == at(7));
    CHECK(Story().declared(0).set(3, KeyTime::detected, 1).set(4, KeyTime::detected, 2, kPagerDuty).measured().time(
              KeyTime::detected) == at(1));
    CHECK(Story().declared(0).set(3, KeyTime::detected, 1, kPagerDuty).set(4, KeyTime::detected, 2).measured().time(
              KeyTime::detected) == at(2));
}

TEST_CASE("a time that a person cleared stays unknown") {
    Story s;
    s.declared(0).add(1, event::KeyTimeSet{KeyTime::mitigated, {}, at(0)}).status(9, kInv, kRes);
    CHECK_FALSE(s.measured().time(KeyTime::mitigated));
}

TEST_CASE("the earliest acknowledgement counts, also when it is told late") {
    Story s;
    s.declared(0).add(9, event::Acknowledged{kAlice, ""}).add(4, event::Acknowledged{kPagerDuty, "PagerDuty"}, kPagerDuty);
    CHECK(s.measured().time(KeyTime::acknowledged) == at(4));
}

TEST_CASE("after a reopen mitigated and resolved are the last ones, and the pause is in no severity") {
    Story s;
    s.declared(0).set(0, KeyTime::started, 0).status(10, kInv, kRes).status(40, kRes, kInv);
    SECTION("still open") {
        const auto t = s.measured(45);
        CHECK(t.figure(Metric::ttr) == missing("resolved"));
        CHECK(spent(t, Severity::sev2) == minutes_of(15));
    }
    SECTION("resolved again") {
        const auto t = s.status(50, kInv, kMon).status(60, kMon, kRes).measured();
        CHECK(t.figure(Metric::ttm) == minutes_of(50));
        CHECK(t.figure(Metric::ttr) == minutes_of(60));
        CHECK(spent(t, Severity::sev2) == minutes_of(30));
        REQUIRE(t.pauses.size() == 1);
        CHECK(t.pauses[0].ended == at(10));
        CHECK(t.pauses[0].reopened == at(40));
    }
    SECTION("what was set by hand before the reopen is forgotten too") {
        Story h;
        h.declared(0).status(10, kInv, kRes).set(11, KeyTime::resolved, 8).status(40, kRes, kInv).status(60, kInv, kRes);
        const auto t = h.measured();
        CHECK(t.time(KeyTime::resolved) == at(60));
        CHECK(t.pauses.at(0).ended == at(8));
    }
}

TEST_CASE("what was undone did not happen") {
    SECTION("a resolve") {
        Story s;
        s.declared(0).status(10, kInv, kRes).undo(12, 2, event::StatusChanged{kRes, kInv, "undone"});
        const auto t = s.measured(30);
        CHECK_FALSE(t.time(KeyTime::resolved));
        CHECK_FALSE(t.time(KeyTime::mitigated));
        CHECK(t.pauses.empty());
        CHECK(spent(t, Severity::sev2) == minutes_of(30));
    }
    SECTION("a reopen") {
        Story s;
        s.declared(0).status(10, kInv, kRes).status(20, kRes, kInv).undo(21, 3, event::StatusChanged{kInv, kRes, "undone"});
        CHECK(s.measured().time(KeyTime::resolved) == at(10));
    }
    SECTION("a severity") {
        Story s;
        s.declared(0).add(5, event::SeverityChanged{Severity::sev2, Severity::sev1, ""});
        s.undo(9, 2, event::SeverityChanged{Severity::sev1, Severity::sev2, "undone"});
        const auto t = s.measured(20);
        CHECK(t.severities.size() == 1);
        CHECK(spent(t, Severity::sev2) == minutes_of(20));
    }
    SECTION("a lead") {
        Story s;
        s.declared(0).add(5, event::RoleAssigned{Role::lead, kBob, {}});
        s.undo(6, 2, event::RoleAssigned{Role::lead, {}, kBob});
        CHECK(s.measured().tenures.empty());
    }
    SECTION("but a correction that says something else counts in its place") {
        Story s;
        s.declared(0).set(1, KeyTime::started, 0).undo(2, 2, event::KeyTimeSet{KeyTime::started, at(-5), at(0)});
        CHECK(s.measured().time(KeyTime::started) == at(-5));
        CHECK(corrected(s.events) == std::vector<bool>{false, true, false});
    }
    SECTION("and a correction that was itself corrected has no effect") {
        Story s;
        s.declared(0).set(1, KeyTime::started, 0).undo(2, 2, event::KeyTimeSet{KeyTime::started, at(-5), at(0)});
        s.undo(3, 3, event::NoteAdded{"no, it was right"});
        CHECK(s.measured().time(KeyTime::started) == at(0));
    }
}

TEST_CASE("time in each severity ends with the incident, by the resolved time that counts") {
    Story s;
    s.declared(0, Severity::sev3).add(10, event::SeverityChanged{Severity::sev3, Severity::sev1, ""});
    s.add(30, event::SeverityChanged{Severity::sev1, Severity::sev3, ""}).status(60, kInv, kRes);
    SECTION("as recorded") {
        CHECK(spent(s.measured(), Severity::sev3) == minutes_of(40));
        CHECK(spent(s.measured(), Severity::sev1) == minutes_of(20));
    }
    SECTION("resolved set by hand afterwards") {
        CHECK(spent(s.set(70, KeyTime::resolved, 45).measured(), Severity::sev3) == minutes_of(25));
    }
    SECTION("resolved set before the last stretch began") {
        CHECK(spent(s.set(70, KeyTime::resolved, 25).measured(), Severity::sev3) == Figure(EndBeforeStart{5min}));
    }
    SECTION("a severity set after the end changes no sum") {
        s.add(90, event::SeverityChanged{Severity::sev3, Severity::sev2, ""});
        CHECK(s.measured().severities.size() == 2);
        CHECK(spent(s.measured(), Severity::sev3) == minutes_of(40));
        CHECK(spent(s.status(100, kRes, kInv).measured(110), Severity::sev2) == minutes_of(10));
    }
    SECTION("canceled ends it as well") {
        CHECK(spent(Story().declared(0).status(7, kInv, Status::canceled).measured(), Severity::sev2) == minutes_of(7));
    }
}

TEST_CASE("tenure runs until the next one, until the person leaves, or until the end") {
    Story s;
    s.declared(0).add(1, event::RoleAssigned{Role::lead, kAlice, {}}).add(11, event::RoleAssigned{Role::lead, kBob, kAlice});
    s.add(12, event::RoleAssigned{Role::comms, kAlice, {}}).add(20, event::ResponderLeft{kAlice}).status(31, kInv, kRes);
    s.add(40, event::RoleAssigned{Role::scribe, kAlice, {}});
    const auto t = s.measured(50);
    REQUIRE(t.tenures.size() == 4);
    CHECK(t.tenures[0].held == minutes_of(10));
    CHECK(t.tenures[1].held == minutes_of(20));
    CHECK_FALSE(t.tenures[1].to);
    CHECK(t.tenures[2].held == minutes_of(8));
    CHECK(t.tenures[3].held == minutes_of(10));
}

TEST_CASE("page to acknowledge takes the first page before the acknowledgement") {
    const auto page = [](bool test) { return event::PageRequested{"p", "db", "PagerDuty", "", test}; };
    Story s;
    s.declared(0);
    SECTION("no page") {
        CHECK(s.add(5, event::Acknowledged{kAlice, ""}).measured().figure(Metric::page_to_acknowledge) ==
              missing("a page before the first acknowledgement"));
    }
    SECTION("a page") {
        s.add(2, page(true)).add(3, page(false)).add(4, page(false)).add(9, event::Acknowledged{kAlice, ""}).add(20, page(false));
        CHECK(s.measured().figure(Metric::page_to_acknowledge) == minutes_of(6));
    }
    SECTION("a PagerDuty alert pages too") {
        s.add(1, event::PagerDutyLinked{}, kPagerDuty).add(4, event::Acknowledged{kAlice, ""});
        CHECK(s.measured().figure(Metric::page_to_acknowledge) == minutes_of(3));
    }
    SECTION("nobody acknowledged") {
        CHECK(s.add(3, page(false)).measured().figure(Metric::page_to_acknowledge) == missing("acknowledged"));
    }
}

TEST_CASE("an erased event says nothing and breaks nothing") {
    Story s;
    s.declared(0).set(0, KeyTime::started, 0).add(5, event::Erased{"status_changed"});
    s.undo(6, 3, event::StatusChanged{kRes, kInv, "undone"});
    const auto t = s.measured(10);
    CHECK(t.figure(Metric::ttr) == missing("resolved"));
    CHECK(t.pauses.empty());
    CHECK(measure({}, at(0)).figure(Metric::ttr) == missing("started"));
}
