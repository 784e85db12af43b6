// Heartbeats that are taken out of the configuration are forgotten and may come back; one whose incident was merged goes on in the other.
#include "bot/config.hpp"
#include "bot/store/unit_of_work.hpp"
#include "handlers/heartbeat.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;
using tocsin::TimerKind;

namespace {

constexpr const char* kBackupsToken = "backups-secret-of-its-own";

void watched(tocsin::handlers::Settings& settings) {
    settings.heartbeats = {{"backups", hours{1}, "policy:shop", tocsin::Severity::sev2}};
    on_call_by(shop_policy_file())(settings);
}
void unwatched(tocsin::handlers::Settings& settings) { settings.heartbeats.clear(); }
void backups_tokens(tocsin::Config& config) { config.heartbeat_tokens = {{"backups", kBackupsToken}}; }

bool is_remembered(Story& story) {
    bool known = false;
    story.read([&](const tocsin::store::Snapshot& view) { known = view.tables().watch.heartbeat("backups").has_value(); });
    return known;
}

std::optional<tocsin::Time> timer_due(Story& story, TimerKind kind, const std::string& key) {
    std::optional<tocsin::Time> out;
    story.read([&](const tocsin::store::Snapshot& view) {
        if (const auto timer = view.tables().timers.find(kind, {}, key)) out = timer->due;
    });
    return out;
}

}  // namespace

TEST_CASE("a heartbeat that is taken out is forgotten, and waited for anew when it comes back") {
    Story story(watched);
    story.advance(hours{2});
    story.restart_with(unwatched);
    CHECK_FALSE(is_remembered(story));
    CHECK_FALSE(timer_due(story, TimerKind::alive, "all").has_value());
    CHECK_FALSE(timer_due(story, TimerKind::heartbeat, "backups").has_value());
    story.advance(hours{10});
    story.restart_with(watched);
    story.advance(hours{2} + minutes{59});
    CHECK(timer_due(story, TimerKind::heartbeat, "backups").has_value());
    story.advance(minutes{2});
    REQUIRE(story.count(1, "page_requested") == 1);
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"detected", "page to *shop*", "paging Bob", "nobody has been notified"});
    story.says(story.direct(kBob), {"You are being paged for"});
    story.texts(kBobPhone, {"INC-1 SEV"});
}

TEST_CASE("without a heartbeat.url nothing is left of the pings") {
    Story story([](auto& settings) { settings.ping_every = minutes{1}; }, [](auto& config) { config.heartbeat_url = "https://watch.example/ping/x"; });
    story.settle();
    CHECK(timer_due(story, TimerKind::heartbeat_ping, "all").has_value());
    story.restart_with([](auto& settings) { settings.ping_every.reset(); });
    CHECK_FALSE(timer_due(story, TimerKind::heartbeat_ping, "all").has_value());
}

TEST_CASE("downtime is given back from the newest beat on, not from before it") {
    Story story(watched, backups_tokens);
    story.advance(seconds{14});
    CHECK(story.api("POST", "/heartbeats/backups", {}, {}, kBackupsToken).status == 200);
    story.crash(hours{1});
    std::optional<tocsin::Time> started;
    story.read([&](const tocsin::store::Snapshot& view) { started = view.tables().watch.find(tocsin::handlers::kAliveWatch)->seen_at; });
    CHECK(timer_due(story, TimerKind::heartbeat, "backups") == *started + hours{3});
}

TEST_CASE("missing again after its incident was merged pages in the one that took it in") {
    Story story(watched, backups_tokens);
    story.advance(hours{3} + minutes{1});
    const auto first = story.channel_id(1);
    const auto second = story.declare(kAlice, "sev2 The backup server is down");
    story.type(kAlice, first, "merge INC-1 into INC-2");
    CHECK(story.api("POST", "/heartbeats/backups", {}, {}, kBackupsToken).status == 200);
    CHECK(story.count(2, "resolve_proposed") == 1);
    story.advance(hours{3} + minutes{1});
    CHECK(story.count(2, "page_requested") == 1);
    story.type(kBob, second, "ack");
    int newest = 0;
    story.read([&](const tocsin::store::Snapshot& view) { newest = static_cast<int>(view.tables().incidents.last_number().value); });
    CHECK(newest == 2);
    story.has_card_and_announcement(1);
    story.says(first, {"detected", "page to *shop*", "paging Bob", "nobody has been notified", "merged into incident 2", "canceled"});
    story.says(story.direct(kBob), {"Nobody is paged for it any more", "acknowledged by"});
    story.texts(kBobPhone, {"INC-1 SEV", "INC-2 SEV"});
    story.says(second, {"took in incident 1", "is back, after", "stays open", "is missing again", "page to *shop*", "paging Bob", "nobody has been notified", "acknowledged by", "lead"});
}
