// A real store that can be told to refuse: what a full disk or a broken reader looks like to those above. Made by a test
// case around its store; the test's own thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <memory>

#include "bot/store/store.hpp"

namespace tocsin::testing {

class RefusingStore final : public store::Store {
public:
    RefusingStore(store::Store& inner, boost::asio::io_context& io) : inner_(inner), io_(io) {}

    std::unique_ptr<store::Ticket> submit(store::Job job, store::Done done) override {
        ++submitted;
        if (never_ends) return std::make_unique<NoTicket>();
        if (!refuses_jobs) return inner_.submit(std::move(job), std::move(done));
        boost::asio::post(io_, [done = std::move(done)] { done(fail(Errc::overloaded, "the disk of the database is full")); });
        return std::make_unique<NoTicket>();
    }
    void read(std::function<void(const store::Snapshot&)> work, std::function<void(Result<void>)> done) override {
        ++reads;
        if (before_read) before_read();
        if (!refuses_reads) return inner_.read(std::move(work), std::move(done));
        boost::asio::post(io_, [done = std::move(done)] { done(fail(Errc::unavailable, "the database cannot be read")); });
    }
    store::Stats stats() const override {
        store::Stats out = inner_.stats();
        out.disk_full = refuses_jobs;
        return out;
    }
    void close() override { inner_.close(); }

    bool refuses_jobs = false, refuses_reads = false;
    bool never_ends = false;  ///< a job begins and stays under way
    int submitted = 0, reads = 0;
    std::function<void()> before_read;

private:
    class NoTicket final : public store::Ticket {
        bool withdraw() override { return false; }
    };

    store::Store& inner_;
    boost::asio::io_context& io_;
};

}  // namespace tocsin::testing
