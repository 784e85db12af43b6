// Whom a later step or the next round names again while their rules still run keeps their place: the louder means come at their
// time, counted from the first page.
#include "bot/store/unit_of_work.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;

namespace {

/// Bob alone, every minute again, six times, and at last as the fallback; SMS after two minutes, a call after four.
std::string impatient_file() {
    const auto rules = with(kTeamFile, "{after: 1m, by: sms}, {after: 3m, by: call}]", "{after: 2m, by: sms}, {after: 4m, by: call}]");
    return with(rules, "      - {notify: [\"schedule:primary\"], delay: 10m}\n      - {notify: [\"person:dora\"], delay: 10m}\n    fallback: [\"person:alice\"]",
                "      - {notify: [\"schedule:primary\"], delay: 1m}\n    repeat: 5\n    fallback: [\"person:bob\"]");
}

}  // namespace

TEST_CASE("repeats that come sooner than the louder means do not put them off, and page anew only when these are through") {
    Story story(on_call_by(impatient_file()));
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page checkout --yes");
    story.advance(minutes{2} + seconds{5});
    story.says(story.direct(kBob), {"You are being paged for"});
    story.texts(kBobPhone, {"INC-1"});
    story.advance(minutes{2});
    story.calls(kBobPhone, {"Press 1"});
    story.says(story.direct(kBob), {"You are being paged for"});
    // The fallback is Bob as well, and his second turn runs on in it.
    story.advance(minutes{5});
    story.says(story.direct(kBob), {});
    story.texts(kBobPhone, {"INC-1"});
    story.calls(kBobPhone, {"Press 1"});
    story.type(kBob, channel, "ack");
    std::vector<tocsin::oncall::PageFact> facts;
    story.read([&](const tocsin::store::Snapshot& view) { facts = view.tables().oncall.page_facts(story.now() - hours{1}, story.now()); });
    CHECK(facts.size() == 2);
    story.all_was_expected();
}
