#include "bot/exec/spawn.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <system_error>

// Between clone and exec the child shares our memory (CLONE_VM), on a stack of its own, while our thread stands still (CLONE_VFORK): that costs
// the same however large we are, where fork would copy page tables. So nothing in there may allocate, lock or return, and libc's own
// wrappers are avoided where they do more than the call: setuid would ask all of our threads to change their user too.
#define TOCSIN_IN_CHILD __attribute__((no_sanitize("address", "undefined", "thread"), noinline))

namespace tocsin::exec {
namespace {

constexpr std::size_t kStackBytes = 64 * 1024;
constexpr int kLastSignal = 64;

enum class Stage : int { none, session, identity, privileges, limits, directory, descriptors, program };

struct Limit {
    int resource;
    rlimit value;
};

/// All that the child needs, made beforehand; and its answer, which is why we need no pipe: the memory is the same.
struct Orders {
    const char* path;
    char* const* argv;
    char* const* environment;
    const char* directory;
    const Identity* identity;
    const Limit* limits;
    std::size_t limit_count;
    int in, out, err;
    pid_t parent;

    Stage failed_at;
    int error;
};

/// As the kernel has it; zeros are "default, nothing blocked".
struct KernelSigaction {
    unsigned long handler, flags, restorer, mask;
};

TOCSIN_IN_CHILD bool drop_signals() {
    const KernelSigaction usual{0, 0, 0, 0};
    for (int signal = 1; signal <= kLastSignal; ++signal)  // KILL and STOP answer EINVAL, which is as good
        ::syscall(SYS_rt_sigaction, signal, &usual, nullptr, sizeof usual.mask);
    const unsigned long none = 0;
    return ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, nullptr, sizeof none) == 0;
}

TOCSIN_IN_CHILD bool take_identity(const Identity* identity) {
    if (identity == nullptr) return true;
    return ::syscall(SYS_setgroups, 0, nullptr) == 0 && ::syscall(SYS_setresgid, identity->group, identity->group, identity->group) == 0 &&
           ::syscall(SYS_setresuid, identity->user, identity->user, identity->user) == 0;
}

/// After the change of user, which clears the signal. A parent that went before the call is seen by the child's new one.
TOCSIN_IN_CHILD bool give_up_privileges(pid_t parent) {
    return ::syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 &&
           ::syscall(SYS_getppid) == parent;
}

TOCSIN_IN_CHILD bool set_limits(const Orders& orders) {
    for (std::size_t i = 0; i < orders.limit_count; ++i)
        if (::syscall(SYS_prlimit64, 0, orders.limits[i].resource, &orders.limits[i].value, nullptr) != 0) return false;
    return true;
}

/// Where memory runs out, the command is to go and not tocsin. May fail: then the kernel chooses.
TOCSIN_IN_CHILD void be_killed_first() {
    const long file = ::syscall(SYS_openat, AT_FDCWD, "/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC, 0);
    if (file < 0) return;
    ::syscall(SYS_write, file, "1000", 4);
    ::syscall(SYS_close, file);
}

TOCSIN_IN_CHILD bool place_descriptors(const Orders& orders) {
    return ::syscall(SYS_dup3, orders.in, 0, 0) == 0 && ::syscall(SYS_dup3, orders.out, 1, 0) == 1 && ::syscall(SYS_dup3, orders.err, 2, 0) == 2 &&
           ::syscall(SYS_close_range, 3U, ~0U, 0U) == 0;
}

TOCSIN_IN_CHILD Stage prepare(const Orders& orders) {
    if (::syscall(SYS_setsid) < 0) return Stage::session;
    be_killed_first();
    if (!set_limits(orders)) return Stage::limits;
    if (!take_identity(orders.identity)) return Stage::identity;
    if (!give_up_privileges(orders.parent)) return Stage::privileges;
    ::syscall(SYS_umask, 077);
    if (::syscall(SYS_chdir, orders.directory) != 0) return Stage::directory;
    if (!place_descriptors(orders)) return Stage::descriptors;
    return drop_signals() ? Stage::none : Stage::session;
}

TOCSIN_IN_CHILD int child_main(void* given) {
    auto& orders = *static_cast<Orders*>(given);
    Stage failed = prepare(orders);
    if (failed == Stage::none) {
        ::syscall(SYS_execve, orders.path, orders.argv, orders.environment);
        failed = Stage::program;
    }
    orders.error = errno;
    orders.failed_at = failed;
    ::syscall(SYS_exit, 127);
    return 127;
}

/// No signal handler of ours may run in the child, where it would change our memory.
class SignalsHeld {
public:
    SignalsHeld() {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_BLOCK, &all, &before_);
    }
    ~SignalsHeld() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsHeld(const SignalsHeld&) = delete;
    SignalsHeld& operator=(const SignalsHeld&) = delete;

private:
    sigset_t before_;
};

/// The child's stack, with a page below it that must not be touched.
class ChildStack {
public:
    ChildStack() : base_(::mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0)) {
        if (base_ == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "a stack for a child");
        ::mprotect(base_, static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)), PROT_NONE);
    }
    ~ChildStack() { ::munmap(base_, kStackBytes); }
    ChildStack(const ChildStack&) = delete;
    ChildStack& operator=(const ChildStack&) = delete;
    void* top() const { return static_cast<char*>(base_) + kStackBytes; }

private:
    void* base_;
};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> out;
    out.reserve(texts.size() + 1);
    // execve(2) takes char* for the sake of old programs and changes nothing.
    for (const auto& text : texts) out.push_back(const_cast<char*>(text.c_str()));
    out.push_back(nullptr);
    return out;
}

/// Nobody but root may raise a hard limit, so ours is the most that is asked for.
void add_limit(std::vector<Limit>& out, int resource, std::optional<std::uint64_t> wanted) {
    rlimit ours{};
    if (!wanted || ::getrlimit(static_cast<__rlimit_resource_t>(resource), &ours) != 0) return;
    const auto hard = std::min<rlim_t>(*wanted, ours.rlim_max);
    out.push_back({resource, {hard, hard}});
}

std::vector<Limit> to_limits(const ResourceLimits& limits) {
    std::vector<Limit> out;
    add_limit(out, RLIMIT_CPU, limits.cpu_seconds);
    add_limit(out, RLIMIT_AS, limits.memory_bytes);
    add_limit(out, RLIMIT_FSIZE, limits.file_bytes);
    add_limit(out, RLIMIT_NOFILE, limits.open_files);
    add_limit(out, RLIMIT_NPROC, limits.processes);
    add_limit(out, RLIMIT_CORE, 0);
    return out;
}

/// Above 2, so that to put one in its place never overwrites another: tocsin may have been started without standard streams.
Descriptor above_standard(Descriptor low) {
    if (!low || low.get() > 2) return low;
    return Descriptor(::fcntl(low.get(), F_DUPFD_CLOEXEC, 3));
}

struct Pipe {
    Descriptor read, write;
};
Pipe make_pipe() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {};
    return {above_standard(Descriptor(ends[0])), above_standard(Descriptor(ends[1]))};
}

std::string explain(const SpawnPlan& plan, const Orders& orders) {
    const std::string why = std::generic_category().message(orders.error);
    switch (orders.failed_at) {
        case Stage::directory: return fmt::format("cannot enter {}: {}", plan.directory, why);
        case Stage::identity: return fmt::format("cannot become user {}: {}", plan.identity->user, why);
        case Stage::limits: return fmt::format("cannot set its limits: {}", why);
        case Stage::program:
            if (orders.error == E2BIG)
                return fmt::format("cannot run {}: its arguments and environment are too long (128 KiB each, 2 MiB in all)", plan.path);
            return fmt::format("cannot run {}: {}", plan.path, why);
        default: return fmt::format("cannot isolate {}: {}", plan.path, why);
    }
}

}  // namespace

std::expected<Spawned, std::string> spawn(const SpawnPlan& plan) {
    const Descriptor in = above_standard(Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC)));
    Pipe out = make_pipe(), err = make_pipe();
    if (!in || !out.read || !out.write || !err.read || !err.write)
        return std::unexpected(fmt::format("no descriptors are left: {}", std::generic_category().message(errno)));
    const auto argv = pointers(plan.argv), environment = pointers(plan.environment);
    const auto limits = to_limits(plan.limits);
    Orders orders{plan.path.c_str(), argv.data(), environment.data(), plan.directory.c_str(), plan.identity ? &*plan.identity : nullptr, limits.data(),
                  limits.size(), in.get(), out.write.get(), err.write.get(), ::getpid(), Stage::none, 0};
    const ChildStack stack;
    int pidfd = -1;
    const pid_t pid = [&] {
        const SignalsHeld held;
        return ::clone(child_main, stack.top(), CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, &orders, &pidfd);
    }();
    if (pid < 0) return std::unexpected(fmt::format("cannot make a process: {}", std::generic_category().message(errno)));
    Spawned spawned{pid, Descriptor(pidfd), std::move(out.read), std::move(err.read)};
    if (orders.failed_at == Stage::none) return spawned;
    siginfo_t ignored{};
    ::waitid(P_PIDFD, static_cast<id_t>(pidfd), &ignored, WEXITED);
    return std::unexpected(explain(plan, orders));
}

}  // namespace tocsin::exec
