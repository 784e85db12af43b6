// Questions to people: manual steps, approvals and who counts, expiry, and answers that come before or after the neighbour ends.
#include <catch2/catch.hpp>

#include "tests/unit/runbooks/engine_desk.hpp"

using namespace tocsin;
using namespace tocsin::runbooks;
using namespace tocsin::runbooks::test;
using namespace std::chrono_literals;

TEST_CASE("a manual step asks, and ends with what the person says") {
    Desk desk({manual("look", "Look at {{title}}"), manual("push")});
    desk.go();
    CHECK(desk.take() == Words{"run started", "look asked manual: Look at Checkout is failing"});
    CHECK_FALSE(desk.accepts("look", StepAnswer::approve));
    desk.answer("look", StepAnswer::done, kAnn, "all red");
    CHECK(desk.take() == Words{"look success: all red", "push asked manual: Do it"});
    desk.answer("push", StepAnswer::skip, kAnn, "too late");
    CHECK(desk.take() == Words{"push skipped: too late", "run succeeded"});
}

TEST_CASE("a question whose text has no value fails and names it") {
    Desk desk({manual("look", "Look at {{steps.none.url}}")});
    desk.go();
    CHECK(desk.take() == Words{"run started", "look failure: `steps.none.url` has no value", "run failed: look failed: `steps.none.url` has no value"});
}

TEST_CASE("an approval counts each person once, whatever they are called") {
    Desk desk({approval("ok", {{}, 2, false, 15min}), command("a")});
    const ActorId token("api:ann");
    desk.people = {{kAnn, "ann"}, {token, "ann"}};
    desk.approvers.insert(token);
    desk.go();
    CHECK(desk.take() == Words{"run started", "ok asked approval: Go on?"});
    desk.answer("ok", StepAnswer::approve, kAnn);
    desk.answer("ok", StepAnswer::approve, kAnn);
    desk.answer("ok", StepAnswer::approve, token);
    CHECK(desk.take().empty());
    desk.answer("ok", StepAnswer::approve, kBob);
    CHECK(desk.take() == Words{"ok success: approved", "a scheduled"});
}

TEST_CASE("the starter does not count where that is asked, also not under another name") {
    Desk desk({approval("ok", {{}, 1, true, 15min})});
    const ActorId token("api:starter");
    desk.people = {{kStarter, "s"}, {token, "s"}};
    desk.approvers.insert(token);
    desk.go();
    desk.take();
    desk.answer("ok", StepAnswer::approve, kStarter);
    desk.answer("ok", StepAnswer::approve, token);
    CHECK(desk.take().empty());
    desk.answer("ok", StepAnswer::approve, kBob);
    CHECK(desk.take() == Words{"ok success: approved", "run succeeded"});
}

TEST_CASE("whether a voter may approve is asked when votes are counted") {
    Desk desk({approval("ok", {{}, 2, false, 15min})});
    desk.go();
    desk.answer("ok", StepAnswer::approve, kAnn);
    desk.approvers.erase(kAnn);
    desk.answer("ok", StepAnswer::approve, kBob);
    desk.answer("ok", StepAnswer::approve, ActorId("slack:T1:UNOBODY"));
    CHECK(desk.take() == Words{"run started", "ok asked approval: Go on?"});
    desk.pass(15min);
    CHECK(desk.take() == Words{"ok failure: only 1 of 2 approved within 15 min", "run failed: ok failed: only 1 of 2 approved within 15 min"});
}

TEST_CASE("a denial ends it, but not from somebody who may not approve") {
    Desk desk({approval("ok")});
    desk.go();
    desk.take();
    desk.answer("ok", StepAnswer::deny, ActorId("slack:T1:UNOBODY"));
    CHECK(desk.take().empty());
    desk.answer("ok", StepAnswer::deny, kBob, "not now");
    CHECK(desk.take() == Words{"ok failure: denied: not now", "run failed: ok failed: denied: not now"});
}

TEST_CASE("an approval that nobody gives in time is denied, and people are paged before") {
    Desk desk({approval("ok"), command("a")});
    desk.go();
    CHECK(approval_page_due(desk.run, StepKey("ok")) == desk.begun + 2min);
    CHECK(desk.wake() == desk.begun + 15min);
    desk.pass(15min - 1us);
    CHECK(desk.take().size() == 2);
    desk.pass(1us);
    CHECK(desk.take() == Words{"ok failure: nobody approved within 15 min", "run failed: ok failed: nobody approved within 15 min"});
    CHECK_FALSE(approval_page_due(desk.run, StepKey("ok")));
    CHECK_FALSE(desk.accepts("ok", StepAnswer::approve));
    desk.answer("ok", StepAnswer::approve);
    CHECK(desk.take().empty());
}

TEST_CASE("one person alone may break the glass, the starter too, but only with a reason") {
    Desk desk({approval("ok", {{}, 2, true, 15min})});
    desk.go();
    desk.take();
    CHECK_FALSE(desk.accepts("ok", StepAnswer::break_glass, ""));
    CHECK(desk.accepts("ok", StepAnswer::break_glass));
    desk.answer("ok", StepAnswer::break_glass, kStarter);
    CHECK(desk.take().empty());
    desk.answer("ok", StepAnswer::break_glass, ActorId("slack:T1:UNOBODY"), "let me");
    CHECK(desk.take().empty());
    desk.answer("ok", StepAnswer::break_glass, kStarter, "nobody is awake");
    CHECK(desk.take() == Words{"ok success: the glass was broken: nobody is awake", "run succeeded"});
}

// StackStorm #4864: a question in one branch while the other still runs stopped the whole workflow.
TEST_CASE("an approval in a branch is answered before or after its sibling ends") {
    Desk desk({parallel("both", {approval("ok"), command("a")}), command("b")});
    desk.go();
    desk.start("a");
    CHECK(desk.take() == Words{"run started", "both waiting", "ok asked approval: Go on?", "a scheduled"});
    SECTION("before") {
        desk.answer("ok", StepAnswer::approve);
        CHECK(desk.take() == Words{"ok success: approved"});
        desk.end("a", StepOutcome::success);
        CHECK(desk.take() == Words{"both success", "b scheduled"});
    }
    SECTION("after") {
        desk.end("a", StepOutcome::success);
        CHECK(desk.take().empty());
        desk.answer("ok", StepAnswer::approve);
        CHECK(desk.take() == Words{"ok success: approved", "both success", "b scheduled"});
    }
    SECTION("after, in a pause") {
        desk.pause();
        desk.end("a", StepOutcome::success);
        desk.answer("ok", StepAnswer::approve);
        CHECK(desk.take() == Words{"ok success: approved", "both success"});
        desk.resume();
        CHECK(desk.take() == Words{"b scheduled"});
    }
    SECTION("never, since the sibling failed") {
        desk.end("a", StepOutcome::failure, "exit 1");
        CHECK(desk.take() == Words{"ok aborted: not needed any more", "both failure: a: exit 1", "run failed: a failed: exit 1"});
    }
    SECTION("denied while the sibling still runs") {
        desk.answer("ok", StepAnswer::deny);
        CHECK(desk.take() == Words{"ok failure: denied"});
        desk.end("a", StepOutcome::success);
        CHECK(desk.take() == Words{"both failure: ok: denied", "run failed: ok failed: denied"});
    }
}

TEST_CASE("without anybody to ask about rights, nobody may approve") {
    Desk desk({approval("ok")});
    desk.go();
    desk.put(event::StepAnswered{desk.run.run, StepKey("ok"), StepAnswer::approve, {}}, kAnn);
    Surroundings bare;
    CHECK_FALSE(next(desk.run, desk.runbook, bare, desk.now));
}
