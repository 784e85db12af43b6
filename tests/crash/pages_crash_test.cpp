// Plays the story of tests/crash/pages_story.cpp once. At each fsync the process splits: it plays on undisturbed, and in the other one the
// program is gone as by kill -9 (after the fsync) or by a power cut (before it), begins anew on what the disk holds, and plays to the end
// before an outside that has seen everything. Each end is held against who must have been told, and against the undisturbed end: nobody is
// missed, no step fires twice, nothing goes out under another key, nothing goes out that nobody expected (design G2, G3, G4, G10).
//
//   pages_crash_test [POINTS [AT_ONCE [FIRST LAST]]]    that many deaths, spread evenly; 0: all of them. How many are looked at at the
//   same time; which of all deaths, from 0, for a long run in pieces.
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include "bot/base/log.hpp"
#include "tests/crash/pages_oracle.hpp"
#include "tests/crash/pages_story.hpp"

namespace tocsin::crash {
namespace {

namespace fs = std::filesystem;

/// The end of a process that was split off; does not return.
[[noreturn]] void play_on(Stage& stage, const fs::path& disk, const std::string& where, const Remains& calm) {
    TornDisk::be_quiet();
    stage.come_back(disk);
    stage.play();
    const auto remains = remains_of(stage);
    std::string wrong = what_is_missing(remains);
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
    Splitter(fs::path folder, int points, const Wish& wish, const Remains& calm)
        : folder_(std::move(folder)), points_(points), wish_(wish), wanted_(wish.points == 0 ? points : std::min(wish.points, points)), calm_(calm) {}

    void at_sync(Stage& stage, Death death) {
        const std::int64_t point = point_++;
        if (!is_chosen(point) || point < wish_.first || point > wish_.last) return;
        const auto disk = folder_ / fmt::format("point-{}", point);
        stage.copy_disk(death, disk);
        while (running_ >= wish_.at_once) wait_for_one();
        const pid_t child = ::fork();
        if (child < 0) die("fork failed");
        const std::string_view how = death == Death::before ? "power cut before" : "killed after";
        if (child == 0) play_on(stage, disk, fmt::format("{} fsync {}, {}", how, point / 2 + 1, stage.when()), calm_);
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
    const Remains& calm_;
};

Remains end_of(Stage& stage) {
    stage.play();
    auto remains = remains_of(stage);
    if (const auto wrong = what_is_missing(remains); !wrong.empty()) die("undisturbed: " + wrong);
    return remains;
}

Stage new_stage(const fs::path& folder) {
    fs::create_directories(folder);
    return {folder.string(), kStoryOncall, story_acts(), kStoryLength};
}

int run(const Wish& wish) {
    const auto begin = std::chrono::steady_clock::now();
    const auto folder = fs::temp_directory_path() / fmt::format("tocsin-pages-{}", ::getpid());
    int points = 0;
    Remains calm;
    {
        auto stage = new_stage(folder / "calm");
        const TornDisk disk([&](Death) { ++points; });
        calm = end_of(stage);
    }
    auto stage = new_stage(folder / "split");
    Splitter splitter(folder, points, wish, calm);
    const TornDisk disk([&](Death death) { splitter.at_sync(stage, death); });
    if (const auto differs = difference(calm, end_of(stage)); !differs.empty()) die("two undisturbed runs differ: " + differs);
    splitter.wait_for_all();
    fs::remove_all(folder);
    const auto took = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begin);
    fmt::print("{} of {} deaths ({} fsyncs), {} events, {} notifications: {} went wrong ({} s)\n", splitter.done(), points, points / 2, calm.timelines.size(),
               calm.pages.size(), splitter.wrong(), took.count());
    return splitter.wrong() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace tocsin::crash

int main(int count, char** words) {
    tocsin::log::set_level(tocsin::log::Level::error);
    tocsin::crash::Wish wish;
    if (count > 1) wish.points = std::atoi(words[1]);
    if (count > 2) wish.at_once = std::atoi(words[2]);
    if (count > 4) wish.first = std::atoi(words[3]), wish.last = std::atoi(words[4]);
    return tocsin::crash::run(wish);
}
