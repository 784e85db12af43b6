// Moves the write-ahead log into the database file beside the writer, so that no commit waits for a thousand pages at
// random places. Owned by the Writer; a thread of its own with a connection of its own; its destructor ends it.
//
// The writer goes on meanwhile, and SQLite begins its log anew only when nothing of it is left: so the writer moves the
// small rest itself, between two commits, once `take_done` says so.
#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <string>
#include <thread>

#include "bot/store/database.hpp"

namespace tocsin::store {

class Checkpointer {
public:
    explicit Checkpointer(const std::string& path);
    ~Checkpointer();
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

    /// Begins, unless it is at work or its end has not been taken.
    void begin();
    /// True once after each `begin`, when little is left in the log or somebody reading stands in the way. Throws what
    /// moving it threw.
    bool take_done();

private:
    enum class State { idle, wanted, done };
    void run();
    void move_most();

    Database database_;
    std::mutex mutex_;
    std::condition_variable changed_;
    State state_ = State::idle;
    bool closed_ = false;
    std::exception_ptr failure_;
    std::thread thread_;
};

}  // namespace tocsin::store
