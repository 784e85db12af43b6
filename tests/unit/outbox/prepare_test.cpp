// What is read for a row just before its attempt: the newest state, the message that it edits, the lines that it may
// collapse into a digest.
#include "bot/outbox/prepare.hpp"

#include "tests/support/shell_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;

namespace {

class PrepareBench {
public:
    PrepareBench() : number(bench.declare_with_channel()) {}

    OutboxRow add(Delivery what, IncidentNumber of) {
        OutboxId id;
        bench.in_job([&](store::UnitOfWork& work) { id = work.tables().outbox.add(of, what, work.now(), work.now(), true); });
        return *bench.row(id);
    }
    OutboxRow add(Delivery what) { return add(std::move(what), number); }
    outbox::Prepared prepare(const OutboxRow& row) {
        outbox::Prepared out;
        bench.look([&](const store::Snapshot& view) { out = outbox::prepare(view, row, {}, {}); });
        return out;
    }

    ShellBench bench;
    IncidentNumber number;
};

}  // namespace

TEST_CASE("the state is the newest, and nothing for what belongs to no incident") {
    PrepareBench p;
    const auto row = p.add(delivery::SetTopic{});
    p.bench.in_job([&](store::UnitOfWork& work) { work.record(p.number, event::SeverityChanged{Severity::sev2, Severity::sev1, ""}, kAlice); });
    REQUIRE(p.prepare(row).incident);
    CHECK(p.prepare(row).incident->severity == Severity::sev1);
    CHECK_FALSE(p.prepare(p.add(delivery::PostTo{ChannelId("C9"), "x"}, {})).incident);
}

TEST_CASE("the message that a row edits is found by its own name, of its own incident") {
    PrepareBench p;
    p.bench.in_job([&](store::UnitOfWork& work) {
        auto& references = work.tables().references;
        references.put(p.number, "card", {ChannelId("C1"), MessageTs("1.1")});
        references.put(p.number, "announcement", {ChannelId("C0ANNOUNCE"), MessageTs("2.2")});
        references.put(p.number, "update_reminder", {ChannelId("C1"), MessageTs("3.3")});
    });
    const auto ts_of = [&](Delivery what) {
        const auto message = p.prepare(p.add(std::move(what))).message;
        return message ? message->ts.value : std::string("none");
    };
    CHECK(ts_of(delivery::RefreshCard{}) == "1.1");
    CHECK(ts_of(delivery::PinCard{}) == "1.1");
    CHECK(ts_of(delivery::RefreshAnnouncement{}) == "2.2");
    CHECK(ts_of(delivery::PostNamed{"update_reminder", "x"}) == "3.3");
    CHECK(ts_of(delivery::PostNamed{"another", "x"}) == "none");
    CHECK(ts_of(delivery::PostLine{"x"}) == "none");
    const auto other = p.bench.declare_with_channel();
    CHECK_FALSE(p.prepare(p.add(delivery::RefreshCard{}, other)).message);
}

TEST_CASE("twenty waiting lines are a message each, twenty-one are a digest, in order and of this incident alone") {
    PrepareBench p;
    const auto other = p.bench.declare_with_channel();
    const auto first = p.add(delivery::PostLine{"1"});
    for (int i = 2; i <= 20; ++i) p.add(delivery::PostLine{std::to_string(i)});
    p.add(delivery::PostLine{"of another"}, other);
    CHECK(p.prepare(first).waiting_lines.empty());
    p.add(delivery::PostLine{"21"});
    const auto lines = p.prepare(first).waiting_lines;
    REQUIRE(lines.size() == 21);
    CHECK(lines.front().id == first.id);
    for (std::size_t i = 0; i < lines.size(); ++i) CHECK(std::get<delivery::PostLine>(lines[i].what).text == Markup(std::to_string(i + 1)));
}

TEST_CASE("after a failed attempt two lines are a digest, one is not") {
    PrepareBench p;
    auto first = p.add(delivery::PostLine{"1"});
    first.attempts = 1;
    CHECK(p.prepare(first).waiting_lines.empty());
    p.add(delivery::PostLine{"2"});
    CHECK(p.prepare(first).waiting_lines.size() == 2);
}

TEST_CASE("one digest takes so many lines and leaves the rest to the next") {
    PrepareBench p;
    p.bench.in_job([&](store::UnitOfWork& work) {
        for (int i = 0; i < outbox::kDigestLines + 5; ++i) work.tables().outbox.add(p.number, delivery::PostLine{"x"}, work.now(), work.now(), true);
    });
    OutboxRow head;
    p.bench.look([&](const store::Snapshot& view) { head = view.tables().outbox.due_heads(kStart, 1).front(); });
    CHECK(p.prepare(head).waiting_lines.size() == outbox::kDigestLines);
}

TEST_CASE("the timeline is read for the draft alone, and who else wants into the channel for archiving it") {
    PrepareBench p;
    CHECK(p.prepare(p.add(delivery::SetTopic{})).timeline.empty());
    const auto draft = p.add(delivery::UploadPostmortem{kAlice.actor});
    CHECK(p.prepare(draft).timeline.size() == p.bench.events(p.number).size());
    const auto archive = p.add(delivery::ArchiveChannel{});
    CHECK(p.prepare(archive).others_wait);
    p.bench.in_job([&](store::UnitOfWork& work) {
        work.tables().outbox.finish(draft.id);
        work.tables().outbox.withdraw(p.number, "set_topic");
    });
    CHECK_FALSE(p.prepare(archive).others_wait);
    for (Delivery elsewhere : std::vector<Delivery>{delivery::AddPagerDutyNote{PagerDutyIncidentId("PD1"), "x", kAlice.actor}, delivery::RefreshAnnouncement{},
                                                    delivery::DirectMessage{UserId("U1"), "x"}, delivery::UnarchiveChannel{}, delivery::JoinChannel{}})
        p.add(std::move(elsewhere));
    CHECK_FALSE(p.prepare(archive).others_wait);
    const auto second = p.bench.declare_with_channel();
    p.add(delivery::RefreshCard{}, second);
    CHECK_FALSE(p.prepare(archive).others_wait);
    const std::vector<Delivery> into{delivery::PostLine{"the last word"}, delivery::RefreshCard{}, delivery::PostNamed{"update_reminder", "x"},
                                     delivery::AnswerInChannel{ChannelId("C1"), UserId("U1"), {}, "closed"}};
    for (const auto& one : into) {
        const auto row = p.add(one);
        CHECK(p.prepare(archive).others_wait);
        p.bench.in_job([&](store::UnitOfWork& work) { work.tables().outbox.finish(row.id); });
        CHECK_FALSE(p.prepare(archive).others_wait);
    }
}

TEST_CASE("a row that is gone is not read again") {
    PrepareBench p;
    const auto row = p.add(delivery::PostLine{"x"});
    const auto is_there = [&] {
        bool out = false;
        p.bench.look([&](const store::Snapshot& view) { out = outbox::reread(view, row).has_value(); });
        return out;
    };
    CHECK(is_there());
    p.bench.in_job([&](store::UnitOfWork& work) { work.tables().outbox.finish(row.id); });
    CHECK_FALSE(is_there());
}
