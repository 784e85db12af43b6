// Kills the process at each durable write of an escalation, lets another one go on, and compares the timeline with that of
// an undisturbed run: nobody is missed, nothing fires twice for one tick, and what had to be sent again went out under the
// same row (design G3, G4). Time is a number that the process writes down; it is the same in every run.
//
//   escalation_crash_test [POINTS]    that many fsyncs, spread evenly, each once before and once after it; 0: all of them
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "bot/base/log.hpp"
#include "bot/oncall/recall.hpp"
#include "bot/store/store.hpp"
#include "bot/store/unit_of_work.hpp"
#include "bot/store/verify.hpp"
#include "handlers/delivery_result.hpp"
#include "handlers/escalate.hpp"
#include "handlers/timer_fired.hpp"
#include "tests/unit/store/failing_disk.hpp"

namespace tocsin {
namespace {

constexpr const char* kOncall = R"(
people:
  - {id: ann, name: Ann, slack: U0000ANN, phone: "+48123456789", time_zone: UTC}
  - {id: bob, name: Bob, slack: U0000BOB, phone: "+48123456780", time_zone: UTC}
  - {id: cid, name: Cid, slack: U0000CID, phone: "+48123456781", time_zone: UTC}
notify_defaults: {high: [{after: 0m, by: slack}, {after: 1m, by: sms}, {after: 3m, by: call}]}
schedules:
  - {id: shop, time_zone: UTC, layers: [{id: all, rotation: hourly, start: "2026-01-01T00:00", users: [ann, bob]}]}
policies:
  - {id: shop, repeat: 2, fallback: ["person:cid"], steps: [{notify: ["schedule:shop"], delay: 5m}, {notify: ["person:bob", "channel:C0SHOP"], delay: 10m, assign: round_robin}]}
services: [{id: shop, name: Shop, policy: shop}]
)";
const Time kStart = time_from_unix_seconds(1'772'420'400);
constexpr Duration kStory = std::chrono::hours{3};

[[noreturn]] void die(const std::string& why) {
    fmt::print(stderr, "escalation_crash_test: {}\n", why);
    std::exit(1);
}

/// What is written here outlives the process, as what went out does.
class Outside {
public:
    explicit Outside(const std::string& path) : path_(path), file_(::open(path.c_str(), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600)) {}
    ~Outside() { ::close(file_); }
    Outside(const Outside&) = delete;
    Outside& operator=(const Outside&) = delete;

    void put(const std::string& line) {
        if (::write(file_, (line + "\n").data(), line.size() + 1) < 0) die("cannot write the journal");
    }
    std::vector<std::string> lines() const {
        std::ifstream in(path_);
        std::vector<std::string> out;
        for (std::string line; std::getline(in, line);) out.push_back(line);
        return out;
    }

private:
    std::string path_;
    int file_;
};

class StoryClock final : public Clock {
public:
    explicit StoryClock(Outside& outside) : outside_(outside) {
        for (const auto& line : outside.lines())
            if (line.starts_with("now ")) now_ = time_from_unix_micros(std::stoll(line.substr(4)));
    }
    Time now() const override { return now_; }
    void set(Time now) {
        now_ = now;
        outside_.put("now " + std::to_string(unix_micros(now)));
    }

private:
    Outside& outside_;
    Time now_ = kStart;
};

/// The program: one thread, real store and handlers, and in place of the senders a line in the journal.
class Program {
public:
    explicit Program(const std::string& folder) : outside_(folder + "/journal"), clock_(outside_) {
        settings_.oncall->set_current(oncall::recall(kOncall));
        store::Options options;
        options.path = folder + "/tocsin.db";
        options.clock = &clock_;
        options.random = &random_;
        options.post = [this](std::function<void()> work) { posted_.push_back(std::move(work)); };
        options.own_thread = false;
        auto opened = store::open_sqlite(std::move(options));
        if (!opened) die(opened.error().message);
        store_ = std::move(*opened);
    }

    void play() {
        begin();
        while (clock_.now() < kStart + kStory) {
            while (work_once()) {
            }
            const auto next = next_time();
            clock_.set(next && *next < kStart + kStory ? std::max(*next, clock_.now()) : kStart + kStory);
        }
    }

private:
    void settle() {
        while (!posted_.empty()) {
            auto work = std::move(posted_.front());
            posted_.pop_front();
            work();
        }
    }
    void run(std::function<void(handlers::Context&)> what, std::vector<store::DeliveryKey> keys = {}) {
        store::Job job;
        job.now = clock_.now();
        job.keys = std::move(keys);
        job.handle = [this, what = std::move(what)](store::UnitOfWork& work) {
            handlers::Context context(work, settings_, {system_actor(), Source("test")});
            what(context);
            return Reply{};
        };
        const auto ticket = store_->submit(std::move(job), [](const Result<store::Committed>& done) {
            if (!done) die("a job failed: " + done.error().message);
        });
        settle();
    }
    void look(std::function<void(const store::Snapshot&)> what) {
        store_->read(std::move(what), [](const Result<void>&) {});
        settle();
    }

    void begin() {
        run([](handlers::Context& context) {
            event::Declared declared;
            declared.title = "Shop is down";
            declared.severity = Severity::sev1;
            declared.wants_channel = false;
            const auto number = context.work().declare(declared, context.attribution());
            handlers::begin_page(context, number, {"policy:shop", "Shop"}, "nobody can buy");
        }, {{"story", "begin"}});
    }

    bool work_once() {
        std::vector<TimerRow> timers;
        std::vector<OutboxRow> rows;
        look([&](const store::Snapshot& view) {
            timers = view.tables().timers.due(clock_.now(), 1);
            rows = view.tables().outbox.due_heads(clock_.now(), 1);
        });
        for (const auto& timer : timers) run([timer](handlers::Context& context) { handlers::timer_fired(context, timer); });
        for (const auto& row : rows) deliver(row);
        return !timers.empty() || !rows.empty();
    }

    void deliver(const OutboxRow& row) {
        const auto* notify = std::get_if<delivery::Notify>(&row.what);
        if (notify == nullptr) die("an unexpected delivery: " + std::string(traits_of(row.what).kind));
        // Cid's phone takes no messages, so that the path of failures is walked too.
        const bool refused = notify->target == "person:cid" && notify->by == oncall::Means::sms;
        outside_.put(fmt::format("sent {} {} {} {} {}", row.id.value, notify->page, notify->number, notify->target, name_of(notify->by)));
        const DeliveryOutcome outcome = refused ? DeliveryOutcome(Refused{"invalid_number", "no such number"}) : DeliveryOutcome(Delivered{});
        run([row, outcome](handlers::Context& context) { handlers::delivery_result(context, row, outcome); });
    }

    std::optional<Time> next_time() {
        std::optional<Time> timer, row;
        look([&](const store::Snapshot& view) {
            timer = view.tables().timers.next_due(Time{});
            row = view.tables().outbox.next_due(Time{});
        });
        if (!timer || !row) return timer ? timer : row;
        return std::min(*timer, *row);
    }

    Outside outside_;
    StoryClock clock_;
    SystemRandom random_;
    handlers::Settings settings_;
    std::deque<std::function<void()>> posted_;
    std::unique_ptr<store::Store> store_;
};

/// Plays until the end or until it is killed; how many fsyncs it came to, or -1 if it was killed.
int play_in_child(const std::string& folder, int death, bool before) {
    int ends[2];
    if (::pipe(ends) != 0) die("pipe failed");
    const pid_t child = ::fork();
    if (child == 0) {
        store::testing::FailingDisk disk;
        disk.die_at_sync(death, before);
        Program(folder).play();
        const int syncs = disk.syncs;
        if (::write(ends[1], &syncs, sizeof syncs) < 0) _exit(1);
        _exit(0);
    }
    ::close(ends[1]);
    int status = 0, syncs = -1;
    ::waitpid(child, &status, 0);
    const auto got = ::read(ends[0], &syncs, sizeof syncs);
    ::close(ends[0]);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) return -1;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || got != sizeof syncs) die(fmt::format("the program ended by itself (status {})", status));
    return syncs;
}

/// What happened, without the times at which it was recorded.
std::vector<std::string> timeline(const std::string& folder) {
    std::vector<std::string> out;
    const auto read = store::read_only(folder + "/tocsin.db", [&](const store::Snapshot& view) {
        for (const Event& event : view.tables().timeline.events(IncidentNumber(1))) {
            std::string line = fmt::format("{} {}", unix_micros(event.occurred_at), kind_of(event.body));
            if (const auto* told = std::get_if<event::NotificationRequested>(&event.body))
                line += fmt::format(" {} {} {} rule {}", told->number, told->target, name_of(told->by), told->rule);
            if (const auto* fired = std::get_if<event::PageStepFired>(&event.body)) line += fmt::format(" {}.{} {}", fired->round, fired->step, fired->people.size());
            out.push_back(std::move(line));
        }
    });
    if (!read) die(read.error().message);
    return out;
}

/// Each notification went out; again only under the same row, and only the one that was under way at the crash.
void check_sent(const std::string& folder, const std::vector<std::string>& events, const std::string& where) {
    std::map<std::string, std::vector<std::string>> rows;
    for (const auto& line : Outside(folder + "/journal").lines()) {
        std::istringstream in(line);
        std::string word, row, page, number;
        if (in >> word >> row >> page >> number; word == "sent") rows[page + number].push_back(row);
    }
    const auto wanted = std::ranges::count_if(events, [](const std::string& line) { return line.find(" notification_requested") != std::string::npos; });
    if (static_cast<std::ptrdiff_t>(rows.size()) != wanted) die(fmt::format("{}: {} of {} notifications went out", where, rows.size(), wanted));
    int repeats = 0;
    for (const auto& [notification, sent] : rows) {
        if (std::set(sent.begin(), sent.end()).size() != 1) die(where + ": " + notification + " went out under two rows");
        repeats += static_cast<int>(sent.size()) - 1;
    }
    if (repeats > 1) die(fmt::format("{}: {} notifications went out again after one crash", where, repeats));
}

void check_point(const std::filesystem::path& folder, int death, bool before, const std::vector<std::string>& expected) {
    const std::string where = fmt::format("killed {} fsync {}", before ? "before" : "after", death);
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    if (play_in_child(folder, death, before) != -1) die(where + ": it lived");
    if (play_in_child(folder, -1, false) == -1) die(where + ": the second run was killed");
    const auto found = timeline(folder);
    if (found != expected) {
        const auto [a, b] = std::ranges::mismatch(found, expected);
        die(fmt::format("{}: the timeline differs at event {}: `{}` instead of `{}`", where, a - found.begin() + 1, a == found.end() ? "nothing" : *a, b == expected.end() ? "nothing" : *b));
    }
    check_sent(folder, found, where);
    const auto verified = store::verify((folder / "tocsin.db").string());
    if (!verified || !verified->problems.empty()) die(where + ": the chain does not verify");
}

int run_all(int points) {
    const auto base = std::filesystem::temp_directory_path() / fmt::format("tocsin-escalation-{}", ::getpid());
    std::filesystem::create_directories(base / "calm");
    const int syncs = play_in_child(base / "calm", -1, false);
    const auto expected = timeline(base / "calm");
    check_sent(base / "calm", expected, "undisturbed");
    if (expected.size() < 30) die(fmt::format("the story is too short to say anything:\n{}", fmt::join(expected, "\n")));
    const int count = points == 0 ? syncs : std::min(points, syncs);
    std::set<int> deaths;
    for (int i = 0; i < count; ++i) deaths.insert(1 + static_cast<int>(static_cast<std::int64_t>(i) * syncs / count));
    // The first ones make the database, which is a danger of its own.
    for (int i = 1; i <= std::min(8, syncs); ++i) deaths.insert(i);
    for (const int death : deaths) {
        check_point(base / "crash", death, true, expected);
        check_point(base / "crash", death, false, expected);
    }
    std::filesystem::remove_all(base);
    fmt::print("{} of {} fsyncs, before and after each: {} events the same, nothing missed, nothing twice\n", deaths.size(), syncs, expected.size());
    return 0;
}

}  // namespace
}  // namespace tocsin

int main(int count, char** words) {
    tocsin::log::set_level(tocsin::log::Level::warning);
    return tocsin::run_all(count > 1 ? std::atoi(words[1]) : 0);
}
