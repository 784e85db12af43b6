// The jobs that wait for the writer: one bounded line a priority. Shared by the writer and the tickets it gave out; any
// thread. After `close` it takes no more, and what waits can still be taken.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "bot/store/store.hpp"

namespace tocsin::store {

struct WaitingJob {
    Job job;
    Done done;
};

class JobQueue {
    struct Place;

public:
    explicit JobQueue(std::size_t limit) : limit_(limit) {}

    /// Where a job stands in the queue; empty once it was taken or withdrawn.
    using PlaceHolder = std::shared_ptr<Place>;

    enum class Refusal { full, closed };
    /// Leaves `waiting` alone if it is refused.
    std::expected<PlaceHolder, Refusal> push(WaitingJob& waiting);
    /// True if the job still waited; it is gone then.
    bool withdraw(const PlaceHolder& place);
    /// Up to `count` jobs, people first. Waits for one until there is one, the queue is closed or `patience` is over.
    std::vector<WaitingJob> take(std::size_t count, std::optional<std::chrono::milliseconds> patience);
    /// The same without waiting.
    std::vector<WaitingJob> take_waiting(std::size_t count);
    void close();
    bool closed() const;
    bool empty() const;
    std::array<std::size_t, 3> sizes() const;

private:
    struct Entry {
        WaitingJob waiting;
        PlaceHolder place;
    };
    using Line = std::list<Entry>;
    struct Place {
        bool waits = true;
        std::size_t line = 0;
        Line::iterator at;
    };
    std::vector<WaitingJob> take_locked(std::size_t count);
    bool empty_locked() const;

    const std::size_t limit_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::array<Line, 3> lines_;
    bool closed_ = false;
};

}  // namespace tocsin::store
