#include "bot/exec/local_executor.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>

#include "bot/base/text.hpp"
#include "bot/exec/child.hpp"
#include "bot/exec/environment.hpp"

namespace tocsin::exec {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kShown = 80;

std::unexpected<std::string> refuse(std::string why) { return std::unexpected(std::move(why)); }

std::string unknown_command(const std::string& name, const std::map<std::string, std::string>& commands) {
    std::vector<std::string_view> names;
    names.reserve(commands.size());
    for (const auto& [known, path] : commands) names.push_back(known);
    const auto near = text::nearest(name, names);
    std::string instead = names.empty() ? ", which is empty" : fmt::format("; allowed: {}", fmt::join(names, ", "));
    if (near) instead = fmt::format("; did you mean `{}`?", *near);
    return fmt::format("no command `{}` is allowed by `runbooks.commands`{}", text::truncate(text::one_line(text::sanitize(name)), kShown), instead);
}

/// What must not be an argument: others could read it in the list of processes, or it would end early.
std::string argument_problem(const std::vector<std::string>& arguments, const Masker& masker) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i].contains('\0')) return fmt::format("argument {} holds a NUL byte", i + 1);
        if (masker.finds_in(arguments[i])) return fmt::format("argument {} holds a secret; pass it in `environment`", i + 1);
    }
    return "";
}

CommandResult not_started(std::string why) {
    CommandResult out;
    out.why = std::move(why);
    return out;
}

std::expected<Spawned, std::string> try_spawn(const SpawnPlan& plan) {
    try {
        return spawn(plan);
    } catch (const std::exception& failure) {
        return refuse(failure.what());
    }
}

/// Until it is over, whatever the one who waits is told meanwhile.
asio::awaitable<CommandResult> await_end(std::shared_ptr<Child> child) {
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!child->is_over()) {
        co_await child->over().async_wait(asio::as_tuple(asio::use_awaitable));
        if (child->is_over()) break;
        const auto state = co_await asio::this_coro::cancellation_state;
        child->cancel((state.cancelled() & asio::cancellation_type::terminal) != asio::cancellation_type::none);
    }
    co_await asio::this_coro::throw_if_cancelled(throws);
    co_return child->result();
}

}  // namespace

LocalExecutor::LocalExecutor(asio::any_io_executor executor, CommandOptions options, std::shared_ptr<const Secrets> secrets)
    : executor_(std::move(executor)), options_(std::move(options)), secrets_(std::move(secrets)) {
    // Whoever started us may have ignored it, and then the system keeps nobody's exit code.
    ::signal(SIGCHLD, SIG_DFL);
}

std::expected<SpawnPlan, std::string> LocalExecutor::plan(const CommandRequest& request) const {
    const auto path = options_.commands.find(request.name);
    if (path == options_.commands.end()) return refuse(unknown_command(request.name, options_.commands));
    if (auto wrong = argument_problem(request.arguments, secrets_->masker()); !wrong.empty()) return refuse(std::move(wrong));
    auto environment = make_environment(options_.environment, request.environment, request.idempotency_key);
    if (!environment) return refuse(std::move(environment.error()));
    SpawnPlan out{path->second, {path->second}, std::move(*environment), options_.directory, options_.identity, options_.limits};
    out.argv.insert(out.argv.end(), request.arguments.begin(), request.arguments.end());
    return out;
}

asio::awaitable<CommandResult> LocalExecutor::run(CommandRequest request) {
    auto planned = plan(request);
    if (!planned) co_return not_started(std::move(planned.error()));
    const ChildTerms terms{request.timeout, request.grace, request.keep_head, request.keep_tail};
    const auto child = std::make_shared<Child>(executor_, terms, secrets_);
    child->begin();
    asio::post(starter_, [held = child, executor = executor_, todo = std::move(*planned)]() mutable {
        auto outcome = try_spawn(todo);
        // Moved, so that it is never this thread that lets go of the child last.
        asio::post(executor, [held = std::move(held), outcome = std::move(outcome)]() mutable { held->started(std::move(outcome)); });
    });
    co_return co_await await_end(child);
}

}  // namespace tocsin::exec
