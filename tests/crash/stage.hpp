// The stage of the crash stories: the whole App between simulators, in one thread, on a torn disk, under a manual clock. It can split at
// any fsync: one process plays on, in the other the program is gone, and nothing but the disk and the outside is left. Owned by main.
#pragma once

#include <boost/asio/io_context.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bot/app.hpp"
#include "bot/base/random.hpp"
#include "bot/sandbox/world.hpp"
#include "tests/crash/machine.hpp"
#include "tests/crash/torn_disk.hpp"
#include "tests/support/story_clock.hpp"

namespace tocsin::crash {

/// Friday, 6 November 2026, 21:30:30 UTC.
inline constexpr Time kStoryBegins = Time{std::chrono::sys_days{std::chrono::year{2026} / 11 / 6}} + std::chrono::hours{21} +
                                     std::chrono::minutes{30} + std::chrono::seconds{30};

[[noreturn]] void die(const std::string& why);

/// Salts differ, and retries wait equally long in each run: two seconds at first, then ten.
class SteadyRandom final : public Random {
public:
    std::string bytes(std::size_t count) override;

private:
    SeededRandom salts_{42};
};

class Stage;
/// Something that a person or a service does at its time. No fsync may happen inside; requests that it makes go out after it.
struct Act {
    Duration at{};  ///< since the beginning
    std::function<void(Stage&)> what;
};

/// What is played: what people and services do in that time, and the files that the program is given.
struct Scene {
    std::vector<Act> acts;  ///< by time
    Duration length{};
    /// Writes files into the folder of the database and says in the configuration where they are.
    std::function<void(Config&, const std::string& folder)> furnish;
};

class Stage {
public:
    Stage(std::string folder, Scene scene);
    ~Stage();
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    /// Plays what is left of the story, to its end.
    void play();
    /// In a process that was split off inside of an fsync: the program that stood there is forgotten, another one begins on the copy of
    /// its disk in `folder`, and whoever got no answer asks again.
    void come_back(const std::string& folder);
    /// Copies the disk as it would be found after a death at this moment.
    void copy_disk(Death death, const std::string& folder) const;

    /// The request goes out now, and again after a crash that left it without an answer.
    void post(net::Request request, std::function<void(const net::Response&)> answered = {});
    void type(const std::string& user, const std::string& channel, const std::string& text);
    /// Presses the newest button `action` that the channel shows.
    void press(const std::string& user, const std::string& channel, const std::string& action);
    void press(const std::string& user, const std::string& channel, const std::string& ts, const std::string& action);

    sandbox::World& world() { return *world_; }
    /// Where the commands of runbooks run.
    const Machine& machine() const { return machine_; }
    Time now() const { return clock_.now(); }
    /// Where the story stands, for people.
    std::string when() const;
    std::string database() const { return folder_ + "/tocsin.db"; }
    std::string direct(const std::string& user) const;

private:
    struct Sent {
        net::Request request;
        std::function<void(const net::Response&)> answered;
    };
    void start();
    void pump();
    void deliver_all();
    void deliver(const net::Request& request, std::optional<net::Response>& answer);
    void collect();
    void advance(Time until);

    std::string folder_;
    Scene scene_;
    std::size_t next_act_ = 0;
    story::StoryClock clock_;
    Time end_;
    SteadyRandom random_;
    std::unique_ptr<boost::asio::io_context> io_;
    std::unique_ptr<sandbox::World> world_;
    Machine machine_;
    std::unique_ptr<App> app_;
    net::Router router_;
    std::deque<Sent> in_flight_;
};

}  // namespace tocsin::crash
