// A heartbeat that does not come for three intervals opens one incident and pages its plan once; when it comes back that is
// said, and nobody but a person resolves.
#include "bot/config.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"
#include "bot/store/unit_of_work.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

constexpr const char* kToken = "backups-secret-of-its-own";

void backups(tocsin::handlers::Settings& settings, const std::string& page = "policy:shop") {
    settings.heartbeats = {{"backups", hours{1}, page, tocsin::Severity::sev2}};
    on_call_by(shop_policy_file())(settings);
}

void tokens(tocsin::Config& config) { config.heartbeat_tokens = {{"backups", kToken}}; }

int incidents(Story& story) {
    int newest = 0;
    story.read([&](const tocsin::store::Snapshot& view) { newest = static_cast<int>(view.tables().incidents.last_number().value); });
    return newest;
}

int beat(Story& story, const std::string& body = {}) { return story.api("POST", "/heartbeats/backups", body, {}, kToken).status; }

}  // namespace

TEST_CASE("three intervals without a beat declare one incident and page its plan once") {
    Story story([](auto& settings) { backups(settings); }, tokens);
    story.advance(hours{2});
    CHECK(beat(story) == 200);
    CHECK(beat(story) == 200);
    story.advance(hours{2} + minutes{59});
    CHECK(incidents(story) == 0);
    story.advance(minutes{2});
    REQUIRE(incidents(story) == 1);
    const auto state = story.incident(1);
    CHECK_THAT(state.title, Contains("The heartbeat backups is missing since 2026-11-06 23:30"));
    CHECK(state.severity == tocsin::Severity::sev2);
    CHECK(state.declared_by == tocsin::system_actor());
    CHECK(story.count(1, "page_requested") == 1);
    CHECK(state.pages.front().plan == "policy:shop");
    CHECK(state.pages.front().notifications.front().target.id == "bob");
    CHECK_THAT(story.type(kBob, kGeneral, "health"), Contains("the heartbeat backups is missing") && Contains("INC-1"));
    CHECK_THAT(story.api("GET", "/readyz?verbose").body, Contains("the heartbeat backups is missing"));
    CHECK(story.api("GET", "/readyz?verbose").status == 200);
    story.advance(hours{12});
    CHECK(incidents(story) == 1);
    CHECK(story.count(1, "page_requested") == 1);

    CHECK(beat(story) == 200);
    CHECK(beat(story) == 200);
    CHECK(story.incident(1).status == tocsin::Status::investigating);
    CHECK(story.count(1, "resolve_proposed") == 1);
    CHECK(story.count(1, "note_added") == 1);
    CHECK(story.type(kBob, kGeneral, "health").find("the heartbeat") == std::string::npos);
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"detected", "page to *shop*", "paging Bob", "nobody has been notified", "paging Alice", "no further step", "is back, after", "stays open until somebody resolves it"});
    story.says(story.direct(kBob), {"You are being paged for"});
    story.texts(kBobPhone, {"INC-1 SEV"});
    story.says(story.direct(kAlice), {"You are being paged for", "You are being paged for"});
    story.texts(kAlicePhone, {"INC-1 SEV", "INC-1 SEV"});
}

TEST_CASE("missing again while its incident is open pages there, not in a second one") {
    Story story([](auto& settings) { backups(settings); }, tokens);
    story.advance(hours{3} + minutes{1});
    story.type(kBob, kGeneral, "ack INC-1");
    CHECK(beat(story) == 200);
    story.advance(hours{3} + minutes{1});
    CHECK(incidents(story) == 1);
    CHECK(story.count(1, "page_requested") == 2);
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"detected", "page to *shop*", "paging Bob", "nobody has been notified", "acknowledged by", "lead", "is back, after", "stays open", "paging again", "paging Bob", "nobody has been notified", "paging Alice", "paging the fallback", "is missing again", "page to *shop*", "paging Bob", "nobody has been notified"});
    story.says(story.direct(kBob), {"You are being paged for", "You are being paged for", "You are being paged for"});
    story.texts(kBobPhone, {"INC-1 SEV", "INC-1 SEV", "INC-1 SEV"});
    story.says(story.direct(kAlice), {"You are being paged for", "You are being paged for"});
    story.texts(kAlicePhone, {"INC-1 SEV", "INC-1 SEV"});
}

TEST_CASE("who may report, and what counts as a beat") {
    Story story([](auto& settings) { backups(settings); }, tokens);
    const auto wrong = story.api("POST", "/heartbeats/backups", {}, {}, "wrong");
    CHECK(wrong.status == 401);
    CHECK(story.api("POST", "/heartbeats/elsewhere", {}, {}, "wrong").body == wrong.body);
    CHECK(story.api("POST", "/heartbeats/elsewhere", {}, {}, kToken).status == 404);
    CHECK(story.api("POST", "/heartbeats/elsewhere").status == 404);
    CHECK(story.api("POST", "/heartbeats/backups").status == 200);
    const auto seen = [&] {
        tocsin::Time at;
        story.read([&](const tocsin::store::Snapshot& view) { at = view.tables().watch.heartbeat("backups")->seen_at; });
        return at;
    };
    const auto before = seen();
    story.advance(minutes{1});
    const std::string watchdog = R"({"version":"4","status":"firing","alerts":[{"status":"firing","labels":{"alertname":"Watchdog"}}]})";
    CHECK(beat(story, R"({"version":"4","status":"resolved","alerts":[{"status":"resolved","labels":{"alertname":"Watchdog"}}]})") == 200);
    CHECK(beat(story, R"({"version":"4","status":"firing","alerts":[{"status":"firing","labels":{"alertname":"DiskFull"}}]})") == 400);
    CHECK(beat(story, "{\"alerts\":") == 400);
    CHECK(seen() == before);
    CHECK(beat(story, watchdog) == 200);
    CHECK(seen() > before);
}

TEST_CASE("without such a plan the announcement channel is alarmed") {
    Story story([](auto& settings) { backups(settings, "policy:nobodys"); }, tokens);
    story.advance(hours{3} + minutes{1});
    REQUIRE(incidents(story) == 1);
    CHECK(story.count(1, "page_requested") == 0);
    story.has_card_and_announcement(1);
    story.says(kAnnounce, {"the heartbeat backups is missing, and nobody was paged"});
    story.says(story.channel_id(1), {"detected", "the page to policy:nobodys"});
}
