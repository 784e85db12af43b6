#include "bot/store/job_queue.hpp"

#include <algorithm>

namespace tocsin::store {

std::expected<JobQueue::PlaceHolder, JobQueue::Refusal> JobQueue::push(WaitingJob& waiting) {
    const std::lock_guard lock(mutex_);
    const auto line = static_cast<std::size_t>(waiting.job.priority);
    if (closed_) return std::unexpected(Refusal::closed);
    if (lines_[line].size() >= limit_) return std::unexpected(Refusal::full);
    auto place = std::make_shared<Place>();
    lines_[line].push_back({std::move(waiting), place});
    place->line = line;
    place->at = std::prev(lines_[line].end());
    changed_.notify_one();
    return place;
}

bool JobQueue::withdraw(const PlaceHolder& place) {
    Line removed;  // destroyed after the lock is gone: a job may hold anything
    const std::lock_guard lock(mutex_);
    if (!place->waits) return false;
    place->waits = false;
    removed.splice(removed.end(), lines_[place->line], place->at);
    return true;
}

std::vector<WaitingJob> JobQueue::take(std::size_t count, std::optional<std::chrono::milliseconds> patience) {
    std::unique_lock lock(mutex_);
    const auto ready = [this] { return closed_ || !empty_locked(); };
    if (patience) changed_.wait_for(lock, *patience, ready);
    else changed_.wait(lock, ready);
    return take_locked(count);
}

std::vector<WaitingJob> JobQueue::take_waiting(std::size_t count) {
    const std::lock_guard lock(mutex_);
    return take_locked(count);
}

std::vector<WaitingJob> JobQueue::take_locked(std::size_t count) {
    std::vector<WaitingJob> out;
    for (Line& line : lines_)
        while (!line.empty() && out.size() < count) {
            line.front().place->waits = false;
            out.push_back(std::move(line.front().waiting));
            line.pop_front();
        }
    return out;
}

bool JobQueue::empty_locked() const {
    return std::ranges::all_of(lines_, [](const Line& line) { return line.empty(); });
}

void JobQueue::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
}

bool JobQueue::closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
}

bool JobQueue::empty() const {
    const std::lock_guard lock(mutex_);
    return empty_locked();
}

std::array<std::size_t, 3> JobQueue::sizes() const {
    const std::lock_guard lock(mutex_);
    return {lines_[0].size(), lines_[1].size(), lines_[2].size()};
}

}  // namespace tocsin::store
