#include "tests/crash/deaths.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include "bot/base/log.hpp"

namespace tocsin::crash {
namespace {

namespace fs = std::filesystem;

/// The end of a process that was split off; does not return.
[[noreturn]] void play_on(Stage& stage, const fs::path& disk, const std::string& where, const Play& play, const Remains& calm) {
    TornDisk::be_quiet();
    stage.come_back(disk);
    stage.play();
    const auto remains = remains_of(stage);
    std::string wrong = play.what_is_wrong(remains);
    if (wrong.empty()) wrong = difference(calm, remains);
    if (!wrong.empty()) fmt::print(stderr, "{}: {}\n", where, wrong);
    fs::remove_all(disk);
    std::fflush(stderr);
    // The objects of the program that was interrupted still stand below this frame.
    ::_exit(wrong.empty() ? 0 : 1);
}

struct Wish {
    int points = 0, at_once = 2;
    std::int64_t first = 0, last = std::numeric_limits<std::int64_t>::max();
};

/// Splits the run at chosen points, and waits for those who were split off.
class Splitter {
public:
    Splitter(fs::path folder, int points, const Wish& wish, const Play& play, const Remains& calm)
        : folder_(std::move(folder)), points_(points), wish_(wish), wanted_(wish.points == 0 ? points : std::min(wish.points, points)), play_(play), calm_(calm) {}

    void at_sync(Stage& stage, Death death) {
        const std::int64_t point = point_++;
        if (!is_chosen(point) || point < wish_.first || point > wish_.last) return;
        const auto disk = folder_ / fmt::format("point-{}", point);
        stage.copy_disk(death, disk);
        while (running_ >= wish_.at_once) wait_for_one();
        const pid_t child = ::fork();
        if (child < 0) die("fork failed");
        const std::string_view how = death == Death::before ? "power cut before" : "killed after";
        if (child == 0) play_on(stage, disk, fmt::format("{} fsync {}, {}", how, point / 2 + 1, stage.when()), play_, calm_);
        ++running_;
    }
    void wait_for_all() {
        while (running_ > 0) wait_for_one();
    }
    int done() const { return done_; }
    int wrong() const { return wrong_; }

private:
    /// One of each of so many equal slices, and not at the same place of each: what fsyncs are for comes round in a rhythm of its own.
    bool is_chosen(std::int64_t point) const {
        const std::int64_t slice = point * wanted_ / points_;
        const auto begins = [this](std::int64_t i) { return (i * points_ + wanted_ - 1) / wanted_; };
        const std::int64_t length = begins(slice + 1) - begins(slice);
        return point == begins(slice) + (slice * 7919 + 5) % length;
    }
    void wait_for_one() {
        int status = 0;
        if (::waitpid(-1, &status, 0) < 0) die("waitpid failed");
        --running_;
        ++done_;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) ++wrong_;
    }

    fs::path folder_;
    std::int64_t points_;
    Wish wish_;
    std::int64_t wanted_, point_ = 0;
    int running_ = 0, done_ = 0, wrong_ = 0;
    const Play& play_;
    const Remains& calm_;
};

Remains end_of(Stage& stage, const Play& play) {
    stage.play();
    auto remains = remains_of(stage);
    if (const auto wrong = play.what_is_wrong(remains); !wrong.empty()) die("undisturbed: " + wrong);
    return remains;
}

Stage new_stage(const fs::path& folder, const Play& play) {
    fs::create_directories(folder);
    return {folder.string(), play.scene()};
}

int run(const Play& play, const Wish& wish) {
    const auto begin = std::chrono::steady_clock::now();
    const auto folder = fs::temp_directory_path() / fmt::format("tocsin-{}-{}", play.name, ::getpid());
    int points = 0;
    Remains calm;
    {
        auto stage = new_stage(folder / "calm", play);
        const TornDisk disk([&](Death) { ++points; });
        calm = end_of(stage, play);
    }
    auto stage = new_stage(folder / "split", play);
    Splitter splitter(folder, points, wish, play, calm);
    const TornDisk disk([&](Death death) { splitter.at_sync(stage, death); });
    if (const auto differs = difference(calm, end_of(stage, play)); !differs.empty()) die("two undisturbed runs differ: " + differs);
    splitter.wait_for_all();
    fs::remove_all(folder);
    const auto took = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begin);
    fmt::print("{} of {} deaths ({} fsyncs), {} events, {} notifications, {} commands: {} went wrong ({} s)\n", splitter.done(), points, points / 2,
               calm.timelines.size(), calm.pages.size(), calm.begun.size(), splitter.wrong(), took.count());
    return splitter.wrong() == 0 ? 0 : 1;
}

}  // namespace

int die_everywhere(const Play& play, int count, char** words) {
    log::set_level(log::Level::error);
    Wish wish;
    if (count > 1) wish.points = std::atoi(words[1]);
    if (count > 2) wish.at_once = std::atoi(words[2]);
    if (count > 4) wish.first = std::atoi(words[3]), wish.last = std::atoi(words[4]);
    return run(play, wish);
}

}  // namespace tocsin::crash
