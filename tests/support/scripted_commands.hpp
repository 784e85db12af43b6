// Stands in for the machine on which commands of runbooks run: notes what was asked for, answers as the story says, or leaves a
// command under way until it is let go. Owned by a Story; outlives the App, as a real machine does; one thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "bot/base/text.hpp"
#include "bot/exec/local_executor.hpp"

namespace tocsin::story {

class ScriptedCommands final : public exec::CommandExecutor {
public:
    using Answer = std::function<exec::CommandResult(const exec::CommandRequest&)>;

    boost::asio::awaitable<exec::CommandResult> run(exec::CommandRequest request) override {
        asked_.push_back(request);
        if (only_.empty() || (!request.arguments.empty() && request.arguments.back() == only_)) co_await wait_while_held();
        if (real_) co_return co_await run_really(std::move(request));
        co_return answer_ ? answer_(request) : printed("{}");
    }

    /// From now on.
    void answer(Answer answer) { answer_ = std::move(answer); }
    /// From now on programs of this machine are run, as the program itself would. A story waits until `under_way` is 0.
    void run_for_real(exec::CommandOptions options, std::map<std::string, std::string> secrets) {
        real_ = Real{std::move(options), std::make_shared<exec::Secrets>(std::move(secrets))};
    }
    void hold() { held_ = true; }
    /// Those alone whose line ends with `last`.
    void hold(std::string last) { held_ = true, only_ = std::move(last); }
    void let_go() {
        held_ = false;
        only_.clear();
        for (auto* timer : waiting_) timer->cancel();
    }

    std::size_t under_way() const { return waiting_.size() + running_; }
    const std::vector<exec::CommandRequest>& asked() const { return asked_; }
    /// What was run so far, each as one line: `kubectl -n prod get deployment checkout`.
    std::vector<std::string> lines() const {
        std::vector<std::string> out;
        for (const auto& request : asked_) out.push_back(request.name + " " + text::join(request.arguments, " "));
        return out;
    }

    static exec::CommandResult printed(std::string out) {
        exec::CommandResult result;
        result.end = exec::CommandEnd::exited;
        result.out.head = std::move(out);
        return result;
    }
    static exec::CommandResult exited(int code, std::string err = {}) {
        exec::CommandResult result;
        result.end = exec::CommandEnd::exited;
        result.code = code;
        result.err.head = std::move(err);
        return result;
    }

private:
    /// A crash takes the coroutine with it, and its timer must not be remembered.
    struct Waiting {
        std::set<boost::asio::steady_timer*>& all;
        boost::asio::steady_timer& timer;
        Waiting(std::set<boost::asio::steady_timer*>& a, boost::asio::steady_timer& t) : all(a), timer(t) { all.insert(&timer); }
        ~Waiting() { all.erase(&timer); }
    };

    boost::asio::awaitable<void> wait_while_held() {
        if (!held_) co_return;
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, boost::asio::steady_timer::time_point::max());
        const Waiting waiting(waiting_, timer);
        boost::system::error_code ended;
        co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ended));
    }

    struct Real {
        exec::CommandOptions options;
        std::shared_ptr<const exec::Secrets> secrets;
    };

    boost::asio::awaitable<exec::CommandResult> run_really(exec::CommandRequest request) {
        ++running_;
        exec::LocalExecutor executor(co_await boost::asio::this_coro::executor, real_->options, real_->secrets);
        auto result = co_await executor.run(std::move(request));
        --running_;
        co_return result;
    }

    Answer answer_;
    std::optional<Real> real_;
    std::size_t running_ = 0;
    bool held_ = false;
    std::string only_;
    std::vector<exec::CommandRequest> asked_;
    std::set<boost::asio::steady_timer*> waiting_;
};

}  // namespace tocsin::story
