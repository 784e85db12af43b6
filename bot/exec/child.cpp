#include "bot/exec/child.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <cstring>

#include "bot/base/time_format.hpp"

namespace tocsin::exec {

namespace asio = boost::asio;
using asio::posix::stream_descriptor;
using std::chrono::steady_clock;

namespace {

constexpr std::size_t kPiece = 64 * 1024;  ///< what a pipe holds
/// From SIGKILL to the end of all waiting: who survives that long hangs in the kernel, or has left the process group and keeps our pipes.
constexpr Duration kLastWait = std::chrono::milliseconds{500};
constexpr Duration kLongest = std::chrono::days{30};  ///< more would not fit into the clock's own unit

void close(stream_descriptor& descriptor) {
    boost::system::error_code ignored;
    descriptor.close(ignored);
}

bool take(stream_descriptor& into, Descriptor& from) {
    boost::system::error_code error;
    into.assign(from.get(), error);
    if (!error) from.release();
    return !error;
}

}  // namespace

Child::Child(const asio::any_io_executor& executor, ChildTerms terms, std::shared_ptr<const Secrets> secrets)
    : terms_(terms),
      secrets_(std::move(secrets)),
      out_{stream_descriptor(executor), Capture(terms.keep_head, terms.keep_tail, margin_for(secrets_->masker())), std::vector<char>(kPiece)},
      err_{stream_descriptor(executor), Capture(terms.keep_head, terms.keep_tail, margin_for(secrets_->masker())), std::vector<char>(kPiece)},
      pidfd_(executor),
      clock_(executor),
      over_(executor, steady_clock::time_point::max()),
      began_(steady_clock::now()) {}

/// Only where the I/O thread ended before the program did.
Child::~Child() {
    if (pid_ < 0) return;
    signal_group(SIGKILL);
    reap();
}

void Child::begin() { arm(terms_.timeout); }

void Child::started(std::expected<Spawned, std::string> outcome) {
    if (!outcome) {
        why_ = std::move(outcome.error());
        if (!is_over()) finish();
        return;
    }
    pid_ = outcome->pid;
    if (!watch(*outcome)) {
        why_ = "cannot be watched: the system's limit of watches is reached";
        signal_group(SIGKILL);
        siginfo_t ignored{};
        ::waitid(P_PID, static_cast<id_t>(pid_), &ignored, WEXITED);
        pid_ = -1;
        if (!is_over()) finish();
        return;
    }
    await_exit();
    if (is_over()) return signal_group(SIGKILL);
    read(out_);
    read(err_);
    phase_ = Phase::running;
    if (reason_ != CommandEnd::canceled) return;
    if (at_once_) kill_all();
    else end_because(CommandEnd::canceled);
}

/// False if the system has no room for one more.
bool Child::watch(Spawned& spawned) {
    return take(pidfd_, spawned.pidfd) && take(out_.pipe, spawned.out) && take(err_.pipe, spawned.err);
}

void Child::cancel(bool at_once) {
    if (phase_ == Phase::starting || phase_ == Phase::running) reason_ = CommandEnd::canceled;
    at_once_ |= at_once;
    if (phase_ == Phase::running && !at_once) end_because(CommandEnd::canceled);
    else if ((phase_ == Phase::running || phase_ == Phase::ending) && at_once) kill_all();
}

void Child::read(Stream& stream) {
    stream.pipe.async_read_some(asio::buffer(stream.buffer), [self = shared_from_this(), &stream](boost::system::error_code error, std::size_t count) {
        stream.kept.append({stream.buffer.data(), count});
        if (!error) return self->read(stream);
        close(stream.pipe);
        self->settle();
    });
}

void Child::await_exit() {
    pidfd_.async_wait(stream_descriptor::wait_read, [self = shared_from_this()](boost::system::error_code error) {
        if (!error) self->on_exit();
    });
}

/// The leader stays a zombie until its group is gone: as long as that, nobody else can be given its number.
void Child::on_exit() {
    siginfo_t info{};
    const int failed = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT | WNOHANG);
    // The reactor may ring for a descriptor that had this number before.
    if (failed == 0 && info.si_pid == 0) return await_exit();
    leader_gone_ = true;
    if (is_over()) {
        signal_group(SIGKILL);
        return reap();
    }
    code_ = info.si_status;
    how_ = info.si_code == CLD_EXITED ? CommandEnd::exited : CommandEnd::signaled;
    if (phase_ == Phase::running) arm(terms_.grace);
    settle();
}

void Child::on_time() {
    switch (phase_) {
        case Phase::starting:
            // It may be loaded in this moment, and act before it is killed.
            late_ = true;
            why_ = fmt::format("could not be started within {}", format_duration(terms_.timeout));
            return finish();
        case Phase::running:
            left_children_ = leader_gone_;
            return leader_gone_ ? kill_all() : end_because(CommandEnd::timed_out);
        case Phase::ending:
            insisted_ = !leader_gone_;
            return kill_all();
        case Phase::killed: return finish();
        case Phase::over: return;
    }
}

void Child::arm(Duration span) {
    clock_.expires_after(std::min<Duration>(span, kLongest));
    clock_.async_wait([self = shared_from_this()](boost::system::error_code error) {
        // What was armed anew while this ring was on its way is not due yet.
        if (!error && steady_clock::now() >= self->clock_.expiry()) self->on_time();
    });
}

void Child::end_because(CommandEnd end) {
    reason_ = end;
    phase_ = Phase::ending;
    signal_group(SIGTERM);
    signal_group(SIGCONT);  // a stopped one would not hear it
    arm(terms_.grace);
}

void Child::kill_all() {
    phase_ = Phase::killed;
    signal_group(SIGKILL);
    arm(kLastWait);
}

void Child::signal_group(int signal) { ::kill(-pid_, signal); }

void Child::reap() {
    siginfo_t ignored{};
    ::waitid(P_PID, static_cast<id_t>(pid_), &ignored, WEXITED | WNOHANG);
    pid_ = -1;
    close(pidfd_);
}

void Child::settle() {
    if (!is_over() && leader_gone_ && !out_.pipe.is_open() && !err_.pipe.is_open()) finish();
}

void Child::finish() {
    phase_ = Phase::over;
    ended_ = steady_clock::now();
    if (pid_ >= 0) {
        signal_group(SIGKILL);  // also who closed our pipes and stayed
        if (leader_gone_) reap();
    }
    close(out_.pipe);
    close(err_.pipe);
    clock_.cancel();
    over_.cancel();
}

std::string Child::explain() const {
    if (how_ == CommandEnd::not_started && pid_ < 0) return why_;
    const std::string then = !leader_gone_ ? " and cannot be killed yet" : insisted_ ? ", did not react to SIGTERM and was killed" : " and was ended";
    if (reason_ == CommandEnd::timed_out) return fmt::format("took longer than {}{}", format_duration(terms_.timeout), then);
    if (reason_ == CommandEnd::canceled) return "was stopped" + (leader_gone_ && !insisted_ ? std::string() : then);
    if (how_ == CommandEnd::signaled && code_ == 0) return "ended, and the system does not say how";
    if (how_ == CommandEnd::signaled && code_ == SIGXCPU) return "used up its limit of processor time";
    if (how_ == CommandEnd::signaled && code_ == SIGXFSZ) return "wrote a file beyond its limit of size";
    if (how_ == CommandEnd::signaled) return fmt::format("was ended by signal {} ({})", code_, ::sigdescr_np(code_) ? ::sigdescr_np(code_) : "?");
    return left_children_ ? "left children behind, which were killed" : "";
}

CommandResult Child::result() {
    const auto took = std::chrono::duration_cast<Duration>(ended_ - began_);
    CommandResult out{how_, code_, explain(), excerpt(out_.kept, secrets_->masker()), excerpt(err_.kept, secrets_->masker()), took};
    if (late_) out.end = CommandEnd::timed_out;
    else if (pid_ >= 0 || how_ != CommandEnd::not_started) out.end = reason_ == CommandEnd::exited ? how_ : reason_;
    return out;
}

}  // namespace tocsin::exec
