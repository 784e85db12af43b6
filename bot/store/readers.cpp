#include "bot/store/readers.hpp"

#include <pthread.h>

#include "bot/base/log.hpp"
#include "bot/store/database.hpp"
#include "bot/store/unit_of_work.hpp"

namespace tocsin::store {

class Readers::Connection {
public:
    explicit Connection(const std::string& path) : database_(path, Database::Access::read_only), tables_(database_) {}

    Result<void> run(const std::function<void(const Snapshot&)>& work) {
        try {
            Transaction view(database_, Transaction::Kind::read);
            work(Snapshot(tables_));
            return {};
        } catch (const std::exception& failure) {
            log::error("read_failed", {{"reason", failure.what()}});
            return fail(Errc::unavailable, "the database could not be read", "Try again in a moment.");
        }
    }

private:
    Database database_;
    Repositories tables_;
};

Readers::Readers(const Options& options) : options_(options) {
    const int count = options_.own_thread ? std::max(1, options_.readers) : 1;
    for (int i = 0; i < count; ++i) connections_.push_back(std::make_shared<Connection>(options_.path));
    if (!options_.own_thread) return;
    for (auto& connection : connections_) threads_.emplace_back([this, &connection] { run_thread(*connection); });
}

Readers::~Readers() { close(); }

void Readers::read(std::function<void(const Snapshot&)> work, std::function<void(Result<void>)> done) {
    Request request{std::move(work), std::move(done)};
    if (!options_.own_thread) {
        options_.post([connection = std::weak_ptr(connections_.front()), request = std::move(request)] {
            const auto open = connection.lock();
            request.done(open ? open->run(request.work) : fail(Errc::unavailable, "tocsin is stopping"));
        });
        return;
    }
    auto done_if_refused = request.done;
    if (auto admitted = admit(std::move(request)); !admitted)
        options_.post([done_if_refused, error = admitted.error()] { done_if_refused(std::unexpected(error)); });
}

Result<void> Readers::admit(Request request) {
    const std::lock_guard lock(mutex_);
    if (closed_) return fail(Errc::unavailable, "tocsin is stopping");
    if (waiting_.size() >= options_.queue_limit) return fail(Errc::overloaded, "too much is waiting to be read", "Try again in a moment.");
    waiting_.push_back(std::move(request));
    changed_.notify_one();
    return {};
}

void Readers::run_thread(Connection& connection) {
    pthread_setname_np(pthread_self(), "store-read");
    while (true) {
        Request request;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            request = std::move(waiting_.front());
            waiting_.pop_front();
        }
        auto outcome = connection.run(request.work);
        request.work = nullptr;
        options_.post([done = std::move(request.done), outcome = std::move(outcome)] { done(outcome); });
    }
}

void Readers::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        changed_.notify_all();
    }
    for (auto& thread : threads_)
        if (thread.joinable()) thread.join();
}

}  // namespace tocsin::store
