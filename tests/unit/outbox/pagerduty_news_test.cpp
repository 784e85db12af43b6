// What the look at PagerDuty every minute takes for news, and what it knows already.
#include "handlers/pagerduty_check.hpp"
#include "tests/support/shell_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;

namespace {

/// An incident of PagerDuty, known by looking.
class LookBench {
public:
    LookBench() { look("triggered", bench_.clock.now()); }

    void look(const std::string& what, Time at) {
        PagerDutyFact fact;
        fact.id = PagerDutyIncidentId("PD1");
        fact.what = what;
        fact.occurred_at = at;
        fact.title = "Errors";
        fact.status = "triggered";
        fact.agent_id = "PUDORA";
        fact.agent = "Dora";
        fact.note_id = what == "annotated" ? "N1" : "";
        fact.note = "cold";
        Delivered found;
        found.facts = {fact};
        in_context([&](handlers::Context& context) { handlers::pagerduty_checked(context, found); });
    }
    void in_context(const std::function<void(handlers::Context&)>& use) {
        bench_.in_job([&](store::UnitOfWork& work) {
            handlers::Context context(work, bench_.settings, {system_actor(), Source("pagerduty")});
            use(context);
        });
    }
    /// What was put on record, in order.
    std::vector<std::string> known() {
        std::vector<std::string> out;
        bench_.look([&](const store::Snapshot& view) {
            for (const auto& event : view.tables().timeline.events(IncidentNumber(1)))
                if (const auto* changed = std::get_if<event::PagerDutyChanged>(&event.body)) out.push_back(changed->what);
        });
        return out;
    }
    Time now() { return bench_.clock.now(); }
    void advance(Duration span) { bench_.advance(span); }

private:
    ShellBench bench_;
};

using Known = std::vector<std::string>;

}  // namespace

TEST_CASE("the second of PagerDuty's log and that of its webhook may differ by one") {
    LookBench pagerduty;
    pagerduty.advance(minutes{5});
    const Time at = pagerduty.now();
    pagerduty.look("escalated", at);
    for (const seconds beside : {seconds{1}, seconds{-1}, seconds{0}}) pagerduty.look("escalated", at + beside);
    CHECK(pagerduty.known() == Known{"escalated"});
    pagerduty.look("escalated", at + seconds{3});
    CHECK(pagerduty.known() == Known{"escalated", "escalated"});
}

TEST_CASE("the assignment that comes with a reopening is not told besides") {
    LookBench pagerduty;
    pagerduty.advance(minutes{5});
    pagerduty.look("resolved", pagerduty.now());
    pagerduty.advance(minutes{5});
    pagerduty.look("reopened", pagerduty.now());
    pagerduty.look("reassigned", pagerduty.now());
    CHECK(pagerduty.known() == Known{"resolved", "reopened"});
    pagerduty.advance(minutes{5});
    pagerduty.look("reassigned", pagerduty.now());
    CHECK(pagerduty.known() == Known{"resolved", "reopened", "reassigned"});
}

TEST_CASE("what was known when it was found is not new after the next change") {
    LookBench pagerduty;
    pagerduty.advance(minutes{5});
    pagerduty.look("acknowledged", pagerduty.now());
    pagerduty.advance(minutes{1});
    const Time again = pagerduty.now();
    pagerduty.look("acknowledged", again);
    pagerduty.advance(minutes{1});
    pagerduty.look("unacknowledged", pagerduty.now());
    pagerduty.look("acknowledged", again);
    CHECK(pagerduty.known() == Known{"acknowledged", "unacknowledged"});
}

TEST_CASE("notes from before an upgrade are not told, states are") {
    LookBench pagerduty;
    const Time before = pagerduty.now();
    pagerduty.advance(minutes{5});
    pagerduty.in_context([&](handlers::Context& context) { context.tables().watch.set(handlers::kPagerDutyDetailsFrom, "ok", {}, context.now()); });
    pagerduty.look("annotated", before + minutes{1});
    pagerduty.look("acknowledged", before + minutes{1});
    CHECK(pagerduty.known() == Known{"acknowledged"});
}
