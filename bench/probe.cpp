// Small measurements of the machine and of a start. Usage:
//   bench_probe fsync FOLDER [RATE]   1,000 × append 4 KiB and fdatasync, one after the other or RATE a second, which
//                                     lets the disk fall idle between them:  p50_us=N p99_us=N
//   bench_probe ready PORT COMMAND…   starts COMMAND, asks GET /readyz over plain HTTP until it answers 200, ends the
//                                     command:  ready_ms=N rss_kib=N
#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

int measure_fsync(const std::string& folder, double rate) {
    const std::string path = folder + "/fsync-probe";
    const int file = ::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0) return 1;
    const std::string page(4096, 'x');
    std::vector<double> times;
    const auto begun = Clock::now();
    for (int i = 0; i < 1000; ++i) {
        if (rate > 0) std::this_thread::sleep_until(begun + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(i / rate)));
        const auto start = Clock::now();
        if (::write(file, page.data(), page.size()) < 0 || ::fdatasync(file) != 0) return 1;
        times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
    }
    ::close(file);
    ::unlink(path.c_str());
    std::ranges::sort(times);
    fmt::print("p50_us={:.0f} p99_us={:.0f}\n", times[times.size() / 2], times[times.size() * 99 / 100]);
    return 0;
}

bool is_ready(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const std::string request = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    char answer[64] = {};
    const bool answered = ::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0 &&
                          ::send(fd, request.data(), request.size(), MSG_NOSIGNAL) > 0 && ::recv(fd, answer, sizeof answer - 1, 0) > 0;
    ::close(fd);
    return answered && std::string_view(answer).starts_with("HTTP/1.1 200");
}

long resident_kib(pid_t process) {
    std::ifstream status(fmt::format("/proc/{}/status", process));
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:")) return std::atol(line.c_str() + 6);
    return 0;
}

int measure_start(std::uint16_t port, char** command) {
    const auto start = Clock::now();
    const pid_t child = ::fork();
    if (child == 0) {
        ::execv(command[0], command);
        ::_exit(127);
    }
    bool ready = false;
    while (!(ready = is_ready(port)) && Clock::now() - start < std::chrono::seconds{30} && ::waitpid(child, nullptr, WNOHANG) == 0)
        std::this_thread::sleep_for(std::chrono::microseconds{500});
    const double took = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    // A moment later, when the work of starting is over: what it holds while idle.
    std::this_thread::sleep_for(std::chrono::seconds{1});
    const long resident = resident_kib(child);
    ::kill(child, SIGTERM);
    ::waitpid(child, nullptr, 0);
    fmt::print("ready_ms={:.1f} rss_kib={}\n", took, resident);
    return ready ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
    const std::string what = count > 1 ? words[1] : "";
    if (what == "fsync" && (count == 3 || count == 4)) return measure_fsync(words[2], count == 4 ? std::atof(words[3]) : 0);
    if (what == "ready" && count > 3) return measure_start(static_cast<std::uint16_t>(std::atoi(words[2])), words + 3);
    fmt::print(stderr, "usage: bench_probe fsync FOLDER [RATE] | bench_probe ready PORT COMMAND…\n");
    return 2;
}
