// How commands end: by themselves, by their time, by being stopped, with what they leave behind; and what is kept of what they print.
#include <sched.h>

#include <limits>

#include "bot/exec/child.hpp"
#include "tests/unit/exec/support.hpp"

namespace tocsin::exec::test {
namespace {

/// The most memory that this process ever had since `reset`, in KiB.
long peak_memory() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
    return -1;
}

/// Either way it is stopped; how it ended tells how it was asked.
void cancels(Bench& bench) {
    SECTION("politely") {
        bench.cancel.emit(boost::asio::cancellation_type::total);
        CHECK(bench.finish().code == SIGTERM);
    }
    SECTION("at once") {
        bench.cancel.emit(boost::asio::cancellation_type::terminal);
        CHECK(bench.finish().code == SIGKILL);
    }
    CHECK(bench.result->end == CommandEnd::canceled);
    CHECK(bench.result->why == "was stopped");
}

}  // namespace

TEST_CASE("exit codes and signals are told apart") {
    Bench bench;
    const auto exited = bench.run(ask({"exit", "7"}));
    CHECK(exited.end == CommandEnd::exited);
    CHECK(exited.code == 7);
    CHECK(exited.why.empty());
    CHECK_FALSE(exited.succeeded());
    const auto killed = bench.run(ask({"raise", "11"}));
    CHECK(killed.end == CommandEnd::signaled);
    CHECK(killed.code == 11);
    CHECK(killed.why == "was ended by signal 11 (Segmentation fault)");
    const auto said = bench.run(ask({"complain", "no"}));
    CHECK(said.err.head == "no");
    CHECK(said.out.head.empty());
}

TEST_CASE("a command that takes too long is ended") {
    const Scratch scratch;
    Bench bench;
    auto request = ask({"stay", scratch.file("pid")});
    request.timeout = milliseconds{300};
    const auto result = bench.run(request);
    CHECK(result.end == CommandEnd::timed_out);
    CHECK(result.code == SIGTERM);
    CHECK(result.why.starts_with("took longer than "));
    CHECK(result.took >= milliseconds{300});
    CHECK(result.took < seconds{9});
}

TEST_CASE("who ignores SIGTERM is killed after the grace, with all children") {
    const Scratch scratch;
    Bench bench;
    auto request = ask({"deaf", scratch.file("pid")});
    request.grace = milliseconds{200};
    bench.start(request);
    REQUIRE(bench.until([&] { return std::filesystem::exists(scratch.file("pid")); }));
    const Watched leader(pid_in(scratch.file("pid"))), child(pid_in(scratch.file("pid.child")));
    REQUIRE(child.runs());
    bench.cancel.emit(boost::asio::cancellation_type::total);
    const auto result = bench.finish();
    CHECK(result.end == CommandEnd::canceled);
    CHECK(result.code == SIGKILL);
    CHECK(result.why == "was stopped, did not react to SIGTERM and was killed");
    CHECK(leader.ends_within(seconds{5}));
    CHECK(child.ends_within(seconds{5}));
}

TEST_CASE("to cancel a command asks it to end, and the result comes when it has") {
    const Scratch scratch;
    Bench bench;
    bench.start(ask({"stay", scratch.file("pid")}));
    REQUIRE(bench.until([&] { return std::filesystem::exists(scratch.file("pid")); }));
    const Watched leader(pid_in(scratch.file("pid")));
    cancels(bench);
    CHECK(leader.ends_within(milliseconds{0}));
}

TEST_CASE("one that is canceled before its start was noticed is asked politely all the same") {
    const Scratch scratch;
    Bench bench;
    bench.start(ask({"stay", scratch.file("pid")}));
    bench.context.run_one();  // it is being started, and nobody listens to what comes of that
    const auto due = std::chrono::steady_clock::now() + seconds{60};
    while (!std::filesystem::exists(scratch.file("pid")) && std::chrono::steady_clock::now() < due) sched_yield();
    REQUIRE(std::filesystem::exists(scratch.file("pid")));
    cancels(bench);
}

TEST_CASE("one that is not known to have started in its time may have acted, and is not said to have done nothing") {
    Bench bench;
    const auto child = std::make_shared<Child>(bench.context.get_executor(), ChildTerms{milliseconds{1}, seconds{1}, 100, 100}, bench.secrets);
    child->begin();
    REQUIRE(bench.until([&] { return child->is_over(); }));
    CHECK(child->result().end == CommandEnd::timed_out);
    CHECK(child->result().why.starts_with("could not be started within "));
}

TEST_CASE("a child left behind that keeps the pipes and ignores SIGTERM is gone after the grace") {
    const Scratch scratch;
    Bench bench;
    auto request = ask({"leave", scratch.file("pid")});
    request.grace = milliseconds{200};
    bench.start(request);
    REQUIRE(bench.until([&] { return std::filesystem::exists(scratch.file("pid")); }));
    const Watched child(pid_in(scratch.file("pid")));
    const auto result = bench.finish();
    CHECK(result.end == CommandEnd::exited);
    CHECK(result.code == 0);
    CHECK(result.why == "left children behind, which were killed");
    CHECK(child.ends_within(seconds{5}));
}

TEST_CASE("a child that left the group does not keep its step waiting") {
    const Scratch scratch;
    Bench bench;
    auto request = ask({"escape", scratch.file("pid")});
    request.grace = milliseconds{100};
    const auto result = bench.run(request);
    CHECK(result.end == CommandEnd::exited);
    CHECK(result.took < seconds{20});
    const Watched child(pid_in(scratch.file("pid")));
    CHECK(child.runs());  // the documented limit of a process group
    child.kill();
    CHECK(child.ends_within(seconds{5}));
}

TEST_CASE("commands die with the executor") {
    const Scratch scratch;
    Bench bench;
    bench.start(ask({"stay", scratch.file("pid")}));
    REQUIRE(bench.until([&] { return std::filesystem::exists(scratch.file("pid")); }));
    const Watched leader(pid_in(scratch.file("pid")));
    REQUIRE(leader.runs());
    bench.executor.reset();
    CHECK(leader.ends_within(seconds{5}));
}

TEST_CASE("a gigabyte of output costs no memory") {
    constexpr std::uint64_t gigabyte = std::uint64_t{1} << 30;
    Bench bench;
    auto request = ask({"flood", std::to_string(gigabyte)});
    request.keep_head = 1000;
    request.keep_tail = 500;
    CHECK(bench.run(ask({"flood", "1000000"})).succeeded());
    std::ofstream("/proc/self/clear_refs") << "5";
    const long before = peak_memory();
    const auto result = bench.run(request);
    CHECK(result.succeeded());
    CHECK(result.out.head == std::string(1000, 'x'));
    CHECK(result.out.tail == std::string(499, 'x') + "\n");
    CHECK(result.out.dropped == gigabyte - 1500);
    CHECK(peak_memory() - before < 8 * 1024);
    CHECK(result.out.text().contains("\n… 1073740324 bytes left out …\n"));
}

TEST_CASE("a command that writes for ever is ended by its time, costs no memory, and what was dropped is counted") {
    Bench bench;
    auto request = ask({"flood", std::to_string(std::numeric_limits<std::uint64_t>::max())});
    request.timeout = milliseconds{300};
    request.keep_head = 1000;
    request.keep_tail = 500;
    std::ofstream("/proc/self/clear_refs") << "5";
    const long before = peak_memory();
    const auto result = bench.run(request);
    CHECK(result.end == CommandEnd::timed_out);
    CHECK(result.code == SIGTERM);
    CHECK(result.took < seconds{5});
    CHECK(result.out.head.size() == 1000);
    CHECK(result.out.tail.size() == 500);
    CHECK(result.out.dropped > 1'000'000);
    CHECK(result.out.text().contains(fmt::format("\n… {} bytes left out …\n", result.out.dropped)));
    CHECK(peak_memory() - before < 8 * 1024);
}

TEST_CASE("what a command prints is harmless text") {
    const auto result = Bench().run(ask({"print", "\x1b[31mred\x1b[0m \xff\xc3( \x1b]0;title\x07 a\rb\r\nc\x08 \xe2\x80\xae"}));
    CHECK(result.out.head == "red \xEF\xBF\xBD\xEF\xBF\xBD(  a\nb\nc \xEF\xBF\xBD");
}

TEST_CASE("secrets are masked in what a command prints") {
    Bench bench(helper_options(), {{"TOKEN", "hunter2-hunter2"}});
    auto request = ask({"surroundings"});
    request.environment = {{"TOKEN", "hunter2-hunter2"}};
    const auto result = bench.run(request);
    CHECK(lines_of(result.out.head).contains("env=TOKEN=***"));
}

TEST_CASE("two hundred commands side by side each get their own result") {
    Bench bench;
    std::vector<std::optional<CommandResult>> results(200);
    for (std::size_t i = 0; i < results.size(); ++i)
        boost::asio::co_spawn(bench.context, into(*bench.executor, ask({"exit", std::to_string(i % 100)}), results[i]), [](const std::exception_ptr&) {});
    CHECK(bench.until([&] { return std::ranges::all_of(results, [](const auto& result) { return result.has_value(); }); }));
    for (std::size_t i = 0; i < results.size(); ++i) {
        INFO(i << ": " << static_cast<int>(results[i]->end) << " " << results[i]->why);
        CHECK(results[i]->code == static_cast<int>(i % 100));
    }
}

}  // namespace tocsin::exec::test
