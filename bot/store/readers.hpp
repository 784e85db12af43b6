// The threads that read: each has a read-only connection and gives one consistent view a piece of work. Owned by the
// store; with `own_thread` off there is one connection and the work runs where `post` runs things. Ended by `close`.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "bot/store/store.hpp"

namespace tocsin::store {

class Readers {
public:
    explicit Readers(const Options& options);
    ~Readers();
    Readers(const Readers&) = delete;
    Readers& operator=(const Readers&) = delete;

    void read(std::function<void(const Snapshot&)> work, std::function<void(Result<void>)> done);
    /// Runs what is waiting, then stops the threads.
    void close();

private:
    struct Request {
        std::function<void(const Snapshot&)> work;
        std::function<void(Result<void>)> done;
    };
    class Connection;

    void run_thread(Connection& connection);
    Result<void> admit(Request request);

    const Options options_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Request> waiting_;
    bool closed_ = false;
    std::vector<std::shared_ptr<Connection>> connections_;
    std::vector<std::thread> threads_;
};

}  // namespace tocsin::store
