// An acknowledgement in the second before the next step is in time; in the second after it, the next person has been told, and reads
// that it is over.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

std::string page_bob_for_ten_minutes(Story& story, tocsin::Duration off) {
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page checkout --yes");
    const auto step = story.incident(1).pages.front().step_due;
    CHECK(step - story.incident(1).pages.front().requested_at == minutes{10});
    story.advance(step - seconds{5} - story.now());
    while (story.now() < step + off) story.advance_a_little();
    story.says(story.direct(kBob), {"You are being paged for"});
    story.texts(kBobPhone, {"INC-1"});
    story.calls(kBobPhone, {"Press 1"});
    return channel;
}

}  // namespace

TEST_CASE("acknowledged a second before the next step: nobody else is told") {
    Story story(on_call_by(kTeamFile));
    const auto channel = page_bob_for_ten_minutes(story, -seconds{1});
    story.type_at_once(kBob, channel, "ack");
    CHECK(story.now() < story.incident(1).pages.front().step_due);
    story.advance(minutes{25});
    CHECK(story.count(1, "page_step_fired") == 1);
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified", "acknowledged by", "lead"});
}

TEST_CASE("acknowledged a second after it: the next person was told, and no further means is used") {
    Story story(on_call_by(kTeamFile));
    const auto channel = page_bob_for_ten_minutes(story, seconds{1});
    story.type_at_once(kBob, channel, "ack");
    story.advance(minutes{25});
    story.texts(kDoraPhone, {"INC-1"});
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified", "paging Dora", "acknowledged by", "lead"});
}
