// Time in which tocsin itself was not running cannot make a heartbeat missing: whoever reported then spoke to nobody.
#include "bot/config.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"
#include "bot/store/unit_of_work.hpp"

using namespace tocsin::story;

namespace {

void one_heartbeat(tocsin::handlers::Settings& settings) {
    settings.heartbeats = {{"backups", hours{1}, "policy:shop", tocsin::Severity::sev2}};
    on_call_by(shop_policy_file())(settings);
}

bool is_missing(Story& story) {
    bool missing = false;
    story.read([&](const tocsin::store::Snapshot& view) { missing = view.tables().watch.heartbeat("backups")->missing_since.has_value(); });
    return missing;
}

}  // namespace

TEST_CASE("two hours and a half of silence, five hours down, half an hour more: only then is it missing") {
    Story story(one_heartbeat);
    story.advance(hours{2} + minutes{30});
    story.crash(hours{5});
    CHECK_FALSE(is_missing(story));
    story.advance(minutes{20});
    story.restart(hours{2});
    CHECK_FALSE(is_missing(story));
    story.advance(minutes{8});
    CHECK_FALSE(is_missing(story));
    story.advance(minutes{4});
    CHECK(is_missing(story));
    CHECK(story.count(1, "page_requested") == 1);
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"detected", "page to *shop*", "paging Bob", "nobody has been notified"});
    story.says(story.direct(kBob), {"You are being paged for"});
    story.texts(kBobPhone, {"INC-1 SEV"});
}

TEST_CASE("a beat after the downtime begins the count anew") {
    Story story(one_heartbeat);
    story.advance(hours{2});
    story.restart(hours{5});
    CHECK(story.api("POST", "/heartbeats/backups").status == 200);
    story.advance(hours{2} + minutes{59});
    CHECK_FALSE(is_missing(story));
    story.advance(minutes{2});
    CHECK(is_missing(story));
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"detected", "page to *shop*", "paging Bob", "nobody has been notified"});
    story.says(story.direct(kBob), {"You are being paged for"});
    story.texts(kBobPhone, {"INC-1 SEV"});
}

TEST_CASE("what was missing before the downtime stays missing and pages nobody anew") {
    Story story(one_heartbeat);
    story.advance(hours{3} + minutes{1});
    CHECK(is_missing(story));
    story.restart(hours{5});
    story.advance(hours{5});
    CHECK(story.count(1, "page_requested") == 1);
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"detected", "page to *shop*", "paging Bob", "nobody has been notified", "paging Alice", "paging the fallback"});
    story.says(story.direct(kBob), {"You are being paged for"});
    story.texts(kBobPhone, {"INC-1 SEV"});
    story.says(story.direct(kAlice), {"You are being paged for", "You are being paged for"});
    story.texts(kAlicePhone, {"INC-1 SEV", "INC-1 SEV"});
}

TEST_CASE("a machine that slept, without a restart, gives that time back") {
    Story story(one_heartbeat);
    story.advance(hours{2} + minutes{30});
    story.set_clock(hours{5});
    CHECK_FALSE(is_missing(story));
    story.advance(minutes{28});
    CHECK_FALSE(is_missing(story));
    story.advance(minutes{4});
    CHECK(is_missing(story));
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"detected", "page to *shop*", "paging Bob", "nobody has been notified"});
    story.says(story.direct(kBob), {"You are being paged for"});
    story.texts(kBobPhone, {"INC-1 SEV"});
}
