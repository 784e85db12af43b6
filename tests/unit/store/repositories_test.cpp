// The smaller tables: incidents' look-up columns, people, references, PagerDuty, letters, pauses, timelines' filters.
#include "tests/unit/store/support.hpp"

using namespace tocsin;
using namespace tocsin::store;
using namespace tocsin::store::testing;

TEST_CASE("look-up columns follow the events") {
    Bench bench;
    const auto first = bench.declare("first");
    const auto second = bench.change([](UnitOfWork& work) {
                                 event::Declared drill{"drill", Severity::sev3, Status::triage, ServiceName("checkout"), true, false};
                                 return say("", work.declare(drill, kAlice, kStart + std::chrono::hours{1}));
                             }).incident;
    bench.change([&](UnitOfWork& work) {
        work.record(first, event::ChannelCreated{ChannelId("C1"), "inc-1"}, kAlice);
        work.record(first, event::StatusChanged{Status::investigating, Status::resolved, ""}, kAlice);
        return Reply{};
    });
    bench.look([&](const Snapshot& snapshot) {
        const auto& incidents = snapshot.tables().incidents;
        using Numbers = std::vector<IncidentNumber>;
        CHECK(incidents.by_channel(ChannelId("C1")) == first);
        CHECK(incidents.by_channel(ChannelId("C2")).none());
        CHECK(incidents.by_channel(ChannelId()).none());
        CHECK(incidents.last_number() == second);
        CHECK(incidents.list({}) == Numbers{second});
        IncidentFilter all;
        all.scope = IncidentFilter::Scope::all;
        CHECK(incidents.list(all) == Numbers{second, first});
        auto filter = all;
        filter.severity = Severity::sev2;
        CHECK(incidents.list(filter) == Numbers{first});
        filter = all, filter.service = ServiceName("checkout");
        CHECK(incidents.list(filter) == Numbers{second});
        filter = all, filter.without_drills = true;
        CHECK(incidents.list(filter) == Numbers{first});
        filter = all, filter.declared_from = after(1);
        CHECK(incidents.list(filter) == Numbers{second});
        filter = all, filter.declared_to = kStart;
        CHECK(incidents.list(filter).empty());
        filter = all, filter.limit = 1;
        CHECK(incidents.list(filter) == Numbers{second});
    });
}

TEST_CASE("a merged incident can be left out") {
    Bench bench;
    const auto first = bench.declare(), second = bench.declare();
    bench.change([&](UnitOfWork& work) { return work.record(second, event::MergedInto{first}, kAlice), Reply{}; });
    IncidentFilter filter;
    filter.without_merged = true;
    bench.look([&](const Snapshot& snapshot) { CHECK(snapshot.tables().incidents.list(filter) == std::vector{first}); });
}

TEST_CASE("a timeline is read by kind, by time, after an event and from its end") {
    Bench bench;
    const auto number = bench.declare();
    for (int i = 1; i <= 5; ++i)
        bench.change(
            [&](UnitOfWork& work) {
                Draft draft(event::NoteAdded{"note " + std::to_string(i)}, kStart);
                draft.link = "https://example.com/" + std::to_string(i);
                draft.corrects = EventSeq(1);
                return work.record(number, draft, {ActorId(i % 2 ? "slack:T1:U1" : "slack:T1:U2"), Source("cli")}), Reply{};
            },
            {}, after(i));
    bench.look([&](const Snapshot& snapshot) {
        const auto& timeline = snapshot.tables().timeline;
        CHECK(timeline.events(number).size() == 6);
        TimelineFilter filter;
        filter.last = 2;
        const auto last = timeline.events(number, filter);
        REQUIRE(last.size() == 2);
        CHECK(last[0].seq == EventSeq(5));
        CHECK(last[1].occurred_at == kStart);
        CHECK(last[1].recorded_at == after(5));
        CHECK(last[1].link == "https://example.com/5");
        CHECK(last[1].corrects == EventSeq(1));
        CHECK(last[1].source == Source("cli"));
        filter = {}, filter.kind = "declared";
        CHECK(timeline.events(number, filter).size() == 1);
        filter = {}, filter.after = EventSeq(4);
        CHECK(timeline.events(number, filter).size() == 2);
        filter = {}, filter.since = after(4);
        CHECK(timeline.events(number, filter).size() == 2);
        const auto recent = timeline.recent(number, after(4));
        REQUIRE(recent.size() == 2);
        CHECK(recent.back().seq == EventSeq(6));
        CHECK(timeline.last_seq(number) == EventSeq(6));
        CHECK(timeline.last_seq(IncidentNumber(9)).none());
        CHECK(timeline.count() == 6);
        CHECK_FALSE(timeline.find(number, EventSeq(7)));
    });
}

TEST_CASE("recording on an incident that does not exist is a bug of the handler") {
    Bench bench;
    CHECK_FALSE(bench.run([](UnitOfWork& work) { return work.record(IncidentNumber(1), event::NoteAdded{"x"}, kAlice), Reply{}; }));
}

TEST_CASE("people are found by id and by e-mail in any case") {
    Bench bench;
    bench.change([](UnitOfWork& work) {
        auto& people = work.tables().people;
        people.put({ActorId("pagerduty:P1"), "Alice", "alice@example.com", "UTC", false, false, kStart});
        people.put({ActorId("slack:T1:U1"), "Alice", "Alice@Example.com", "Europe/Berlin", true, false, kStart});
        people.put({ActorId("slack:T1:U1"), "Alice B.", "Alice@Example.com", "Europe/Berlin", true, false, kStart});
        CHECK(people.by_email("ALICE@example.com")->name == "Alice B.");
        CHECK(people.find(ActorId("slack:T1:U1"))->zone == "Europe/Berlin");
        CHECK(people.find(ActorId("slack:T1:U1"))->guest);
        CHECK_FALSE(people.by_email(""));
        CHECK(people.all().size() == 2);
        return Reply{};
    });
}

TEST_CASE("message references are replaced and erased") {
    Bench bench;
    bench.change([](UnitOfWork& work) {
        auto& references = work.tables().references;
        references.put(IncidentNumber(1), "card", {ChannelId("C1"), MessageTs("1.1")});
        references.put(IncidentNumber(1), "card", {ChannelId("C1"), MessageTs("1.2")});
        CHECK(references.find(IncidentNumber(1), "card")->ts == MessageTs("1.2"));
        references.erase(IncidentNumber(1), "card");
        CHECK_FALSE(references.find(IncidentNumber(1), "card"));
        return Reply{};
    });
}

TEST_CASE("what we cause in PagerDuty is recognised once, for 15 minutes") {
    Bench bench;
    bench.change([](UnitOfWork& work) {
        auto& pagerduty = work.tables().pagerduty;
        const PagerDutyIncidentId id("Q1");
        pagerduty.expect_own(id, "annotated", "a note", kStart);
        CHECK_FALSE(pagerduty.take_own(id, "annotated", "another", kStart));
        CHECK(pagerduty.take_own(id, "annotated", "a note", after(900)));
        CHECK_FALSE(pagerduty.take_own(id, "annotated", "a note", after(900)));
        pagerduty.expect_own(id, "resolved", {}, kStart);
        CHECK_FALSE(pagerduty.take_own(id, "resolved", {}, after(901)));
        // What is tried again is expected once, from the newest attempt on; texts for as long as webhooks may be late.
        pagerduty.expect_own(id, "acknowledged", {}, kStart);
        pagerduty.still_expect_own(id, "acknowledged", {}, after(600));
        CHECK(pagerduty.take_own(id, "acknowledged", {}, after(1400)));
        CHECK_FALSE(pagerduty.take_own(id, "acknowledged", {}, after(1400)));
        pagerduty.still_expect_own(id, "priority_updated", "P2", after(0));
        CHECK(pagerduty.take_own(id, "priority_updated", "P2", after(47 * 3600)));
        return Reply{};
    });
}

TEST_CASE("PagerDuty incidents are found by id and by time") {
    Bench bench;
    bench.change([](UnitOfWork& work) {
        auto& pagerduty = work.tables().pagerduty;
        PagerDutyAlert alert{PagerDutyIncidentId("Q1"), {}, PagerDutyServiceId("S1"), "checkout", {{"region", "eu"}}, kStart};
        pagerduty.put(alert);
        alert.incident = IncidentNumber(7);
        pagerduty.put(alert);
        CHECK(pagerduty.find(alert.id)->incident == IncidentNumber(7));
        CHECK(pagerduty.find(alert.id)->labels.at("region") == "eu");
        CHECK(pagerduty.since(kStart).size() == 1);
        CHECK(pagerduty.since(after(1)).empty());
        return Reply{};
    });
}

TEST_CASE("keys are forgotten only when they are old, and dead letters are counted") {
    Bench bench;
    bench.run([](UnitOfWork&) { return say("old"); }, {{"k", "old"}}, kStart);
    bench.run([](UnitOfWork&) { return say("new"); }, {{"k", "new"}}, after(10));
    bench.change([](UnitOfWork& work) {
        auto& letters = work.tables().letters;
        letters.forget_keys(after(10));
        CHECK_FALSE(letters.answered({"k", "old"}));
        CHECK(letters.answered({"k", "new"})->text == Markup("new"));
        letters.bury({Source("slack"), "no trigger_id", std::string(100'000, 'x'), kStart});
        CHECK(letters.dead() == 1);
        return Reply{};
    });
    Database database(bench.path(), Database::Access::read_only);
    CHECK(database.value<int>("SELECT length(body) FROM dead_letter") <= 65536);
}

TEST_CASE("thousands of old keys are forgotten at once, and a young one among them stays") {
    Bench bench;
    bench.change([](UnitOfWork& work) {
        auto& letters = work.tables().letters;
        for (int i = 0; i < 2500; ++i) letters.remember({"k", std::to_string(i)}, say("old"), i == 1200 ? after(10) : kStart);
        letters.remember({"k", "last"}, say("new"), after(10));
        letters.forget_keys(after(10));
        CHECK(letters.answered({"k", "1200"}));
        CHECK(letters.answered({"k", "last"}));
        CHECK_FALSE(letters.answered({"k", "0"}));
        CHECK_FALSE(letters.answered({"k", "1999"}));
        return Reply{};
    });
    // What stood behind the young one goes the next time.
    bench.change([](UnitOfWork& work) {
        work.tables().letters.forget_keys(after(10));
        work.tables().letters.forget_keys(after(10));
        CHECK_FALSE(work.tables().letters.answered({"k", "2499"}));
        return Reply{};
    });
    CHECK(Database(bench.path(), Database::Access::read_only).value<int>("SELECT count(*) FROM delivery_key") == 2);
}

TEST_CASE("a pause holds until its time, the newest word about it counts, and what is over is deleted with the next one") {
    Bench bench;
    bench.change([](UnitOfWork& work) {
        auto& pauses = work.tables().pauses;
        pauses.put({"slack chat.update", after(10)}, kStart);
        pauses.put({"pagerduty rest", after(40)}, kStart);
        pauses.put({"slack chat.update", after(20)}, kStart);
        CHECK(pauses.after(kStart) == std::vector<Pause>{{"pagerduty rest", after(40)}, {"slack chat.update", after(20)}});
        CHECK(pauses.after(after(20)) == std::vector<Pause>{{"pagerduty rest", after(40)}});
        pauses.put({"twilio", after(50)}, after(20));
        CHECK(pauses.after(Time{}) == std::vector<Pause>{{"pagerduty rest", after(40)}, {"twilio", after(50)}});
        return Reply{};
    });
}

TEST_CASE("a draft is one person's, one form's and one incident's, the newest, for as long as it is wanted") {
    Bench bench;
    const DraftKey key{ActorId("slack:T1:U1"), "note", IncidentNumber(1)};
    const FormValues odd{{"text", {"it \"burns\"\n<!channel> \xC3\xA4"}}, {"at", {}}};
    bench.change([&](UnitOfWork& work) {
        work.tables().forms.keep(key, {{{"text", {"old"}}}, kStart});
        work.tables().forms.keep(key, {odd, after(5)});
        return Reply{};
    });
    bench.look([&](const Snapshot& snapshot) {
        const auto& forms = snapshot.tables().forms;
        REQUIRE(forms.find(key, kStart));
        CHECK(forms.find(key, kStart)->values == FormValues{{"text", odd.at("text")}});
        CHECK(forms.find(key, kStart)->kept_at == after(5));
        CHECK_FALSE(forms.find(key, after(6)));
        CHECK_FALSE(forms.find({ActorId("slack:T1:U2"), "note", IncidentNumber(1)}, kStart));
        CHECK_FALSE(forms.find({key.person, "update", IncidentNumber(1)}, kStart));
        CHECK_FALSE(forms.find({key.person, "note", IncidentNumber(2)}, kStart));
    });
    bench.change([&](UnitOfWork& work) { return work.tables().forms.forget_before(after(6)), Reply{}; });
    bench.look([&](const Snapshot& snapshot) { CHECK_FALSE(snapshot.tables().forms.find(key, kStart)); });
}

TEST_CASE("the services of all incidents are known by name, once each") {
    Bench bench;
    for (const char* service : {"checkout", "auth", "checkout", ""})
        bench.change([&](UnitOfWork& work) {
            return say("", work.declare({"x", Severity::sev2, Status::triage, ServiceName(service), false, false}, kAlice, kStart));
        });
    bench.look([&](const Snapshot& snapshot) { CHECK(snapshot.tables().incidents.services() == std::vector{ServiceName("auth"), ServiceName("checkout")}); });
}
