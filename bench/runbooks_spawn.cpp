// What a command step costs beyond the command itself: /bin/true through the executor, one after the other, in a small process and while
// this one holds a gigabyte in memory. bench/runbooks.sh holds the figures against their bound.
// Prints:  small_p50_ms=N small_p99_ms=N p50_ms=N p99_ms=N failed=N; exit 1 if a command failed
#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstring>
#include <vector>

#include "bot/exec/local_executor.hpp"

using namespace tocsin;
using namespace tocsin::exec;

namespace {

constexpr std::size_t kHeld = std::size_t{1} << 30;
constexpr int kRuns = 2000;

using Milliseconds = std::chrono::duration<double, std::milli>;

boost::asio::awaitable<void> measure(CommandExecutor& executor, std::vector<double>& took, int& failed) {
    for (int i = 0; i < kRuns; ++i) {
        CommandRequest request;
        request.name = "true";
        const auto began = std::chrono::steady_clock::now();
        const auto result = co_await executor.run(std::move(request));
        took.push_back(Milliseconds(std::chrono::steady_clock::now() - began).count());
        if (!result.succeeded()) ++failed;
    }
}

std::vector<double> run_all(int& failed) {
    boost::asio::io_context context{1};
    CommandOptions options;
    options.commands = {{"true", "/bin/true"}};
    LocalExecutor executor(context.get_executor(), std::move(options), std::make_shared<Secrets>());
    std::vector<double> took;
    boost::asio::co_spawn(context, measure(executor, took, failed), [](const std::exception_ptr&) {});
    context.run();
    std::ranges::sort(took);
    return took;
}

struct Figures {
    double p50 = 0, p99 = 0;
    int failed = 0;
};

Figures measured() {
    Figures out;
    const auto took = run_all(out.failed);
    const auto at = [&](double part) { return took[static_cast<std::size_t>(static_cast<double>(took.size() - 1) * part)]; };
    out.p50 = at(0.5);
    out.p99 = at(0.99);
    return out;
}

}  // namespace

int main() {
    const Figures small = measured();
    void* held = ::mmap(nullptr, kHeld, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ::madvise(held, kHeld, MADV_NOHUGEPAGE);
    std::memset(held, 1, kHeld);
    const Figures large = measured();
    const int failed = small.failed + large.failed;
    fmt::print("small_p50_ms={:.2f} small_p99_ms={:.2f} p50_ms={:.2f} p99_ms={:.2f} failed={}\n", small.p50, small.p99, large.p50, large.p99, failed);
    return failed == 0 ? 0 : 1;
}
