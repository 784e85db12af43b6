// A page in the night on which the clocks go forward: each step asks who is on call at that moment, and an override ends at its
// instant, not after as many hours as its wall clock seems to have.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

/// From the beginning of the stories until 2027-03-14 07:20 UTC.
constexpr seconds kUntilThatNight{11'008'200};

}  // namespace

TEST_CASE("an override over the missing hour holds for the step that fires in it, and not for the one after it") {
    // Bob has that week; Carol takes what seems to be two hours of it, and is one.
    Story story(with(kShopFile, "steps: [{notify: [\"schedule:shop\"], delay: 5m}]", "repeat: 1\n    steps: [{notify: [\"schedule:shop\"], delay: 15m}]").c_str());
    story.type(kBob, kGeneral, "override shop @U0CAROL from 2027-03-14T01:30 to 2027-03-14T03:30");
    story.says(story.direct(kCarol), {"made an override"});
    story.restart(kUntilThatNight);
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page checkout --yes");
    story.says(story.direct(kCarol), {"You are on call for *shop* now, until 2027-03-14 08:30 CET (07:30 UTC)", "You are being paged for"});
    story.says(story.direct(kBob), {"You are no longer on call for *shop*. carol is."});
    story.advance(minutes{16});
    story.type(kBob, channel, "ack");
    story.says(story.direct(kCarol), {"You are no longer on call for *shop*. bob is."});
    story.says(story.direct(kBob), {"You are on call for *shop* now", "You are being paged for"});
    story.texts("+48123456780", {"INC-1"});
    story.texts("+12025550143", {"INC-1"});
    story.says(channel, {"page to *checkout*", "step 1: paging carol", "nobody has been notified", "from the first step again", "step 1, repeat 1: paging bob", "acknowledged by", "lead"});
}
