// The program that the tests of commands run: it says what it was given and what surrounds it, or misbehaves as asked.
#include <dirent.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

extern char** environ;

namespace {

std::string hex(const std::string& bytes) {
    std::string out;
    char pair[3];
    for (const char byte : bytes) out.append(pair, static_cast<std::size_t>(std::snprintf(pair, sizeof pair, "%02x", static_cast<unsigned char>(byte))));
    return out;
}

void say_limit(const char* name, __rlimit_resource_t which) {
    rlimit limit{};
    getrlimit(which, &limit);
    std::printf("%s=%llu/%llu\n", name, static_cast<unsigned long long>(limit.rlim_cur), static_cast<unsigned long long>(limit.rlim_max));
}

/// Each argument in hex, and whose child this is.
int echo(const std::vector<std::string>& arguments) {
    std::printf("parent=%d\n", getppid());
    for (const auto& argument : arguments) std::printf("arg=%s\n", hex(argument).c_str());
    return 0;
}

void say_status_lines() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        for (const char* wanted : {"NoNewPrivs:", "SigBlk:", "SigIgn:", "Groups:", "Uid:"})
            if (line.starts_with(wanted)) std::printf("%s\n", line.c_str());
    std::ifstream adjusted("/proc/self/oom_score_adj");
    std::string score;
    adjusted >> score;
    std::printf("oom=%s\n", score.c_str());
}

void say_descriptors() {
    DIR* folder = opendir("/proc/self/fd");
    while (const dirent* entry = readdir(folder)) {
        const int number = std::atoi(entry->d_name);
        if (entry->d_name[0] != '.' && number != dirfd(folder)) std::printf("fd=%d\n", number);
    }
    closedir(folder);
    char target[256] = {};
    if (readlink("/proc/self/fd/0", target, sizeof target - 1) > 0) std::printf("stdin=%s\n", target);
}

int surroundings() {
    char directory[4096];
    int death_signal = 0;
    prctl(PR_GET_PDEATHSIG, &death_signal);
    std::printf("cwd=%s\ndeath=%d\nsession=%d\ngroup=%d\numask=%o\n", getcwd(directory, sizeof directory), death_signal, getsid(0) == getpid(), getpgrp() == getpid(), umask(0));
    say_limit("cpu", RLIMIT_CPU);
    say_limit("memory", RLIMIT_AS);
    say_limit("file", RLIMIT_FSIZE);
    say_limit("files", RLIMIT_NOFILE);
    say_limit("core", RLIMIT_CORE);
    say_limit("processes", RLIMIT_NPROC);
    say_status_lines();
    say_descriptors();
    for (char** variable = environ; *variable != nullptr; ++variable) std::printf("env=%s\n", *variable);
    return 0;
}

int flood(unsigned long long bytes) {
    const std::string piece = std::string(65535, 'x') + "\n";
    for (unsigned long long left = bytes; left > 0;) {
        const auto count = write(1, piece.data(), left < piece.size() ? left : piece.size());
        if (count < 0) return 1;
        left -= static_cast<unsigned long long>(count);
    }
    return 0;
}

/// A moment that nobody waits for: the test ends it.
[[noreturn]] void stay() {
    alarm(60);
    for (;;) pause();
}

void mark(const std::string& file) {
    const std::string ready = file + ".new";
    std::ofstream(ready) << getpid();
    std::rename(ready.c_str(), file.c_str());
}

/// A child that ignores SIGTERM, keeps the pipes and says who it is in `file`; then, the parent.
void leave_child(const std::string& file, bool own_session) {
    if (fork() != 0) return;
    signal(SIGTERM, SIG_IGN);
    if (own_session) setsid();
    mark(file);
    stay();
}

void await(const std::string& file) {
    while (access(file.c_str(), F_OK) != 0) sched_yield();
}

}  // namespace

int main(int count, char** values) {
    const std::vector<std::string> all(values + 1, values + count);
    const std::string what = all.empty() ? "" : all[0], first = all.size() > 1 ? all[1] : "";
    if (what == "echo") return echo({all.begin() + 1, all.end()});
    if (what == "surroundings") return surroundings();
    if (what == "flood") return flood(std::strtoull(first.c_str(), nullptr, 10));
    if (what == "exit") return std::atoi(first.c_str());
    if (what == "raise") return raise(std::atoi(first.c_str()));
    if (what == "print") return static_cast<int>(std::fwrite(first.data(), 1, first.size(), stdout)) < 0;
    if (what == "complain") return static_cast<int>(std::fwrite(first.data(), 1, first.size(), stderr)) < 0;
    if (what == "burn")
        for (volatile unsigned long long i = 0;; i = i + 1) {
        }
    if (what == "stay") {
        mark(first);
        stay();
    }
    if (what == "deaf") {
        signal(SIGTERM, SIG_IGN);
        leave_child(first + ".child", false);
        await(first + ".child");
        mark(first);
        stay();
    }
    if (what == "leave" || what == "escape") {
        leave_child(first, what == "escape");
        await(first);
        return 0;
    }
    return 99;
}
