// Forced disconnects lose nothing and double nothing (design G1, G2): whatever Slack, the network and the program itself do to the
// connection, each command and each event has its one effect.
#include <algorithm>
#include <random>

#include "bot/core/event.hpp"
#include "tests/support/by_socket.hpp"

using namespace tocsin::story;
using tocsin::sandbox::SocketMode;

namespace {

/// Slack opens one connection a minute (apps.connections.open is of its slowest tier), and a program that has just begun knows of none.
constexpr seconds kDown{61};

/// What may befall a connection, drawn by seed.
class Weather {
public:
    Weather(Story& story, std::string channel, unsigned seed) : story_(story), channel_(std::move(channel)), random_(seed) {}

    void run(int steps) {
        for (int i = 0; i < steps; ++i) {
            step();
            story_.advance(milliseconds{draw(2) == 0 ? draw(300) : draw(90'000)});
        }
    }
    /// The weather clears; Slack sends again what it was not thanked for.
    void clear_up() {
        slack().switch_off(false);
        for (int i = 0; i < 10; ++i) {
            story_.advance(minutes{1});
            slack().redeliver_unacknowledged();
        }
        story_.settle();
    }
    int notes() const { return notes_; }
    int tasks() const { return tasks_; }
    SocketMode& slack() { return *story_.slack().sockets(); }

private:
    int draw(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

    void step() {
        constexpr const char* goodbyes[] = {"warning", "refresh_requested", "too_many_websockets", "link_disabled"};
        const int what = draw(100);
        if (what < 30) slack().deliver(story_.slack().slash_command(kBob, channel_, "note number " + std::to_string(++notes_) + "."));
        else if (what < 45) mention();
        else if (what < 55) slack().redeliver(static_cast<std::size_t>(draw(static_cast<int>(slack().envelopes().size()))));
        else if (what < 60) slack().redeliver_unacknowledged();
        else if (what < 72) slack().cut(1);
        else if (what < 78) slack().close_all();
        else if (what < 88) slack().say_goodbye(goodbyes[draw(4)]);
        else if (what < 92) story_.restart(kDown);
        else if (what < 96) story_.crash(kDown);
        else slack().switch_off(draw(2) == 0);
    }

    /// Told as `message` and as `app_mention`, which are one.
    void mention() {
        story_.slack().say(kCarol, channel_, "<@U0TOCSIN> task number " + std::to_string(++tasks_) + ".");
        for (const auto& event : story_.slack().take_events()) slack().deliver(event);
    }

    Story& story_;
    std::string channel_;
    std::mt19937 random_;
    int notes_ = 0, tasks_ = 0;
};

}  // namespace

TEST_CASE("forced disconnects lose nothing and double nothing") {
    const unsigned seed = GENERATE(range(1u, 9u));
    INFO("seed " << seed);
    Story story({}, by_socket_alone);
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    Weather weather(story, channel, seed);
    weather.run(60);
    weather.clear_up();
    for (const auto& envelope : weather.slack().envelopes()) {
        INFO(envelope.payload);
        CHECK(envelope.answer.has_value());
    }
    std::vector<std::string> noted, given, lines;
    for (const auto& event : story.timeline(1)) {
        if (const auto* note = std::get_if<tocsin::event::NoteAdded>(&event.body)) lines.push_back(noted.emplace_back(note->text));
        if (const auto* task = std::get_if<tocsin::event::TaskAdded>(&event.body)) lines.push_back(given.emplace_back(task->text));
    }
    const auto has_each_once = [](const std::vector<std::string>& found, int many) {
        CHECK(found.size() == static_cast<std::size_t>(many));
        for (int i = 1; i <= many; ++i) {
            INFO("number " << i);
            CHECK(std::ranges::count(found, "number " + std::to_string(i) + ".") == 1);
        }
    };
    has_each_once(noted, weather.notes());
    has_each_once(given, weather.tasks());
    story.says(channel, lines);
    for (const auto& whisper : story.slack().ephemerals(kCarol)) story.overlook(whisper.ts);
}
