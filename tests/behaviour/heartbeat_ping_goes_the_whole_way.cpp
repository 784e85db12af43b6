// The outgoing heartbeat tells the outside that timers, store and outbox work, and it never piles up.
#include "bot/config.hpp"
#include "bot/sandbox/simulated_network.hpp"
#include "bot/store/unit_of_work.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

constexpr const char* kUrl = "https://watch.example/ping/secret-of-this-check";

void ping_every_minute(tocsin::handlers::Settings& settings) { settings.ping_every = minutes{1}; }
void to_watch(tocsin::Config& config) { config.heartbeat_url = kUrl; }

int waiting(Story& story) {
    int count = 0;
    story.read([&](const tocsin::store::Snapshot& view) {
        count = static_cast<int>(view.tables().outbox.count_in_lane("heartbeat"));
    });
    return count;
}

}  // namespace

TEST_CASE("a ping a minute, none for the time that was missed") {
    int pings = 0;
    Story story(ping_every_minute, to_watch);
    story.network().add_host("https://watch.example", [&](const tocsin::net::Request& request) -> tocsin::sandbox::Outcome {
        CHECK(request.method == "POST");
        ++pings;
        return tocsin::net::text_response(200, "OK");
    });
    story.settle();
    CHECK(pings >= 1);
    pings = 0;
    story.advance(minutes{10});
    CHECK(pings == 10);
    pings = 0;
    story.restart(hours{1});
    CHECK(pings == 1);
}

TEST_CASE("an outside that does not answer is shown, is no failure of ours, and nothing piles up") {
    Story story(ping_every_minute, to_watch);
    int pings = 0;
    bool works = false;
    story.network().add_host("https://watch.example", [&](const tocsin::net::Request&) -> tocsin::sandbox::Outcome {
        ++pings;
        return tocsin::net::text_response(works ? 200 : 503, "");
    });
    story.advance(hours{1});
    CHECK(pings >= 60);
    CHECK(pings <= 62);
    CHECK(waiting(story) <= 1);
    const auto health = story.type(kBob, kGeneral, "health");
    CHECK_THAT(health, Contains("heartbeat ping failing: heartbeat.url answered HTTP 503") && Contains("0 given up"));
    CHECK(health.find("secret-of-this-check") == std::string::npos);
    works = true;
    story.advance(minutes{2});
    CHECK(story.type(kBob, kGeneral, "health").find("heartbeat ping") == std::string::npos);
}
