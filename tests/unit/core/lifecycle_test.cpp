// fold∘decide as a machine: whatever people do in whatever order, an incident never reaches a state that cannot be.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "bot/core/decide.hpp"

using namespace tocsin;

namespace {

/// One incident and its timeline, moved by drafts as the store would.
struct Machine {
    Incident state;
    std::vector<Event> timeline;
    Time now = time_from_unix_seconds(1'000'000);

    explicit Machine(Status status = Status::investigating) {
        event::Declared declared;
        declared.title = "Checkout is failing";
        declared.status = status;
        declared.wants_channel = status != Status::triage;
        apply({declared}, slack_actor(TeamId("T1"), UserId("U1")));
    }

    void apply(const Drafts& drafts, const ActorId& actor) {
        for (const auto& draft : drafts) {
            now += std::chrono::seconds{1};
            Event event{IncidentNumber(1), EventSeq(state.last_seq.value + 1), draft.occurred_at.value_or(now), now, actor,
                        Source("test"), {}, draft.corrects, draft.body};
            fold(state, event);
            timeline.push_back(event);
        }
    }
    template <class T>
    bool try_apply(const T& decided, const ActorId& actor = slack_actor(TeamId("T1"), UserId("U1"))) {
        if (decided) apply(*decided, actor);
        return decided.has_value();
    }
    std::vector<Event> recent() const {
        std::vector<Event> out;
        for (const auto& event : timeline)
            if (now - event.recorded_at <= decide::kUndoWindow) out.push_back(event);
        return out;
    }
    auto undo(const ActorId& actor) const { return decide::undo(state, recent(), actor); }
};

ActorId person(int i) { return slack_actor(TeamId("T1"), UserId("U" + std::to_string(i))); }

void check_invariants(const Machine& m) {
    const Incident& s = m.state;
    RC_ASSERT(s.last_seq.value == static_cast<std::int64_t>(m.timeline.size()));
    RC_ASSERT(s.notes >= 0);
    if (s.status == Status::resolved || s.status == Status::closed) RC_ASSERT(s.time(KeyTime::resolved).has_value());
    if (is_open(s.status)) RC_ASSERT(!s.time(KeyTime::resolved).has_value());
    if (s.status == Status::monitoring || s.status == Status::resolved) RC_ASSERT(s.time(KeyTime::mitigated).has_value());
    if (!is_open(s.status)) RC_ASSERT(!s.next_update_due.has_value());
}

}  // namespace

TEST_CASE("no order of decisions leads to a state that cannot be") {
    REQUIRE(rc::check([] {
        Machine m(*rc::gen::element(Status::triage, Status::investigating));
        const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 12));
        for (const int step : steps) {
            const ActorId who = person(*rc::gen::inRange(1, 4));
            const auto before = m.state.last_seq;
            switch (step) {
                case 0: m.try_apply(decide::status(m.state, *rc::gen::element(Status::investigating, Status::identified, Status::monitoring, Status::resolved), ""), who); break;
                case 1: m.try_apply(decide::close(m.state, ""), who); break;
                case 2: m.try_apply(decide::reopen(m.state, "it is back"), who); break;
                case 3: m.try_apply(decide::cancel(m.state, "false alarm"), who); break;
                case 4: m.try_apply(decide::severity(m.state, static_cast<Severity>(*rc::gen::inRange(1, 6)), ""), who); break;
                case 5: m.try_apply(decide::assign(m.state, Role::lead, who), who); break;
                case 6: m.try_apply(decide::acknowledge(m.state, who, ""), who); break;
                case 7: m.try_apply(decide::join(m.state, who), who); break;
                case 8: m.try_apply(decide::leave(m.state, who), who); break;
                case 9: m.apply({event::NoteAdded{"note"}}, who); break;
                case 10: m.try_apply(m.undo(who), who); break;
                case 11: m.now += std::chrono::minutes{6}; break;
            }
            RC_ASSERT(m.state.last_seq >= before);
            check_invariants(m);
        }
    }));
}

TEST_CASE("the first to acknowledge takes an incident out of triage and leads it") {
    Machine m(Status::triage);
    REQUIRE(m.try_apply(decide::acknowledge(m.state, person(1), ""), person(1)));
    CHECK(m.state.status == Status::investigating);
    CHECK(m.state.role(Role::lead) == person(1));
    CHECK(m.state.wants_channel);
    CHECK(m.state.step(CreationStep::channel).state == StepState::pending);
    REQUIRE(m.try_apply(decide::acknowledge(m.state, person(2), ""), person(2)));
    CHECK(m.state.role(Role::lead) == person(1));
    CHECK_FALSE(decide::acknowledge(m.state, person(2), ""));
}

TEST_CASE("status moves forward only, and says so") {
    Machine m;
    REQUIRE(m.try_apply(decide::status(m.state, Status::monitoring, "")));
    const auto back = decide::status(m.state, Status::identified, "");
    REQUIRE_FALSE(back);
    CHECK(back.error().code == Errc::conflict);
    CHECK(back.error().message.find("monitoring") != std::string::npos);
    CHECK_FALSE(decide::status(m.state, Status::monitoring, ""));
}

TEST_CASE("mitigated is the first entry into monitoring or resolved, and the last one after a reopen") {
    Machine m;
    REQUIRE(m.try_apply(decide::status(m.state, Status::monitoring, "")));
    const auto first = m.state.time(KeyTime::mitigated);
    REQUIRE(m.try_apply(decide::status(m.state, Status::resolved, "")));
    CHECK(m.state.time(KeyTime::mitigated) == first);
    REQUIRE(m.try_apply(decide::reopen(m.state, "back")));
    CHECK_FALSE(m.state.time(KeyTime::mitigated));
    REQUIRE(m.try_apply(decide::status(m.state, Status::resolved, "")));
    CHECK(m.state.time(KeyTime::mitigated) > first);
}

TEST_CASE("what a person said of a key time is not overruled by a machine, and a reopen forgets it") {
    Machine m;
    const Time said = m.now - std::chrono::minutes{1};
    REQUIRE(m.try_apply(decide::key_time(m.state, KeyTime::resolved, said, {person(1), m.now})));
    REQUIRE(m.try_apply(decide::status(m.state, Status::resolved, "")));
    CHECK(m.state.time(KeyTime::resolved) == said);
    m.apply({event::KeyTimeSet{KeyTime::resolved, m.now, {}}}, pagerduty_actor("P1"));
    CHECK(m.state.time(KeyTime::resolved) == said);
    REQUIRE(m.try_apply(decide::reopen(m.state, "back")));
    CHECK_FALSE(m.state.time(KeyTime::resolved));
    CHECK_FALSE(decide::key_time(m.state, KeyTime::started, m.now + std::chrono::hours{1}, {person(1), m.now}));
}

TEST_CASE("undo reverses only the newest own change that nobody touched since") {
    Machine m;
    REQUIRE(m.try_apply(decide::severity(m.state, Severity::sev2, ""), person(1)));
    REQUIRE(m.try_apply(decide::severity(m.state, Severity::sev1, ""), person(2)));
    const auto overtaken = m.undo(person(1));
    REQUIRE_FALSE(overtaken);
    CHECK(overtaken.error().code == Errc::conflict);
    REQUIRE(m.try_apply(m.undo(person(2)), person(2)));
    CHECK(m.state.severity == Severity::sev2);
    CHECK(m.timeline.back().corrects.has_value());
    CHECK_FALSE(m.undo(person(2)));
    m.now += std::chrono::minutes{6};
    CHECK_FALSE(m.undo(person(1)));
}

TEST_CASE("undo sees that somebody changed it and changed it back") {
    Machine m;
    REQUIRE(m.try_apply(decide::severity(m.state, Severity::sev2, ""), person(1)));
    REQUIRE(m.try_apply(decide::severity(m.state, Severity::sev1, ""), person(2)));
    REQUIRE(m.try_apply(decide::severity(m.state, Severity::sev2, ""), person(2)));
    const auto theirs = m.undo(person(1));
    REQUIRE_FALSE(theirs);
    CHECK(theirs.error().code == Errc::conflict);
}

TEST_CASE("merging needs two different incidents, an open target, and happens once") {
    Machine absorbed, target;
    target.state.number = IncidentNumber(2);
    CHECK_FALSE(decide::merge(absorbed.state, absorbed.state, "INC"));
    const auto merged = decide::merge(absorbed.state, target.state, "INC");
    REQUIRE(merged);
    absorbed.apply(merged->absorbed, person(1));
    CHECK(absorbed.state.merged_into == IncidentNumber(2));
    CHECK(absorbed.state.status == Status::canceled);
    CHECK_FALSE(decide::merge(absorbed.state, target.state, "INC"));
    CHECK_FALSE(decide::reopen(absorbed.state, "again"));
}

TEST_CASE("reopen and cancel want a reason") {
    Machine m;
    CHECK_FALSE(decide::cancel(m.state, ""));
    REQUIRE(m.try_apply(decide::cancel(m.state, "false alarm")));
    CHECK_FALSE(decide::reopen(m.state, ""));
    REQUIRE(m.try_apply(decide::reopen(m.state, "it was real")));
    CHECK(m.state.status == Status::investigating);
}
