#include "bot/store/checkpointer.hpp"

#include <pthread.h>

#include <limits>
#include <utility>

namespace tocsin::store {
namespace {

/// As many pages as the writer can move without anybody noticing.
constexpr int kLittle = 256;

}  // namespace

Checkpointer::Checkpointer(const std::string& path) : database_(path, Database::Access::read_write), thread_([this] { run(); }) {}

Checkpointer::~Checkpointer() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        changed_.notify_one();
    }
    thread_.join();
}

void Checkpointer::begin() {
    const std::lock_guard lock(mutex_);
    if (state_ != State::idle) return;
    state_ = State::wanted;
    changed_.notify_one();
}

bool Checkpointer::take_done() {
    const std::lock_guard lock(mutex_);
    if (state_ != State::done) return false;
    state_ = State::idle;
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    return true;
}

void Checkpointer::run() {
    pthread_setname_np(pthread_self(), "store-wal");
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return closed_ || state_ == State::wanted; });
        if (closed_) return;
        lock.unlock();
        std::exception_ptr failure;
        try {
            move_most();
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        failure_ = failure;
        state_ = State::done;
    }
}

void Checkpointer::move_most() {
    // Each pass moves what was written during the one before, as long as that becomes less.
    int before = std::numeric_limits<int>::max();
    for (int left = database_.checkpoint(Database::Checkpoint::passive); left > kLittle && left < before;
         left = database_.checkpoint(Database::Checkpoint::passive))
        before = left;
}

}  // namespace tocsin::store
