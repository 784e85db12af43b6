#include "bot/edge/run_endpoint.hpp"

#include "bot/base/json_cursor.hpp"
#include "bot/base/text.hpp"
#include "bot/edge/api_json.hpp"
#include "bot/ops/await_store.hpp"
#include "handlers/run_command.hpp"
#include "handlers/run_view.hpp"
#include "handlers/sight.hpp"

namespace tocsin::edge {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kLongestIdempotencyKey = 200;

/// `{"incident":42,"runbook":"NAME","parameters":{…}}`; numbers and booleans are taken as text, an array as the list that it is.
Result<handlers::ParsedCommand> decode_start(std::string_view body, const handlers::Settings& settings) {
    const auto document = JsonDocument::parse(body);
    if (!document) return fail(document.error().code, "The body " + document.error().message + ".");
    const auto root = document->root();
    handlers::command::RunbookStart start;
    start.runbook = RunbookName(root.text("runbook"));
    start.dry_run = root.flag_or("dry_run", false);
    std::string typed = text::lower(root.scalar_or("incident"));
    if (const std::string prefix = text::lower(settings.key) + "-"; typed.starts_with(prefix)) typed.erase(0, prefix.size());
    const auto number = text::parse_int(typed);
    if (!number || *number < 1) root["incident"].complain("must be the number of an incident");
    const auto parameters = root.object_or("parameters");
    for (const std::string& name : parameters.keys()) start.parameters.push_back({name, parameters[name].is_array() ? parameters[name].to_json() : parameters.scalar_or(name)});
    for (const std::string& key : root.keys())
        if (key != "runbook" && key != "incident" && key != "parameters" && key != "dry_run") root[key].complain("is not known here");
    if (document->error()) return std::unexpected(*document->error());
    return handlers::ParsedCommand{std::move(start), IncidentNumber(*number), false, "run", {}};
}

/// 202 with the run's number; a dry run is 200 with its plan.
net::Response answer_to(const Reply& reply) {
    if (!reply.ok) return error_response({reply.error, plain_text(reply.text), {}});
    const bool started = reply.data.starts_with(R"({"run":)");
    return net::json_response(started ? 202 : 200, reply.data);
}

}  // namespace

void RunEndpoint::add_routes(net::Router& router) {
    router.add({{"POST"}, "/api/v1/runs", net::kSmallBody, [this](net::Request request) { return post_run(std::move(request)); }});
    router.add({{"GET"}, "/api/v1/runs/{run}", net::kSmallBody, [this](net::Request request) { return get_run(std::move(request)); }});
}

asio::awaitable<net::Response> RunEndpoint::post_run(net::Request request) {
    auto admitted = co_await admit(parts_, find_token(tokens_, request), request.received_at);
    if (!admitted) co_return std::move(admitted.error());
    const handlers::Caller caller = std::move(*admitted);
    const std::string key(request.headers.get("Idempotency-Key"));
    if (key.size() > kLongestIdempotencyKey) co_return error_response({Errc::invalid_argument, "`Idempotency-Key` is longer than 200 bytes.", {}});
    auto asked = decode_start(request.body, parts_.settings);
    if (!asked) co_return error_response(asked.error());
    std::vector<store::DeliveryKey> keys;
    if (!key.empty()) keys.push_back({caller.source.value, key});
    auto job = job_for(store::Priority::human, request.received_at, std::move(keys),
                       [caller, asked = *asked, settings = &parts_.settings](store::UnitOfWork& work) {
                           handlers::Context context(work, *settings, caller);
                           return handlers::run_command(context, asked);
                       });
    const auto done = co_await ops::submit_within(parts_.store, parts_.scheduler, std::move(job), time_left(parts_, request.received_at), {});
    const auto* in_time = std::get_if<ops::InTime>(&done);
    if (in_time == nullptr || !in_time->result) co_return overloaded();
    co_return answer_to(in_time->result->reply);
}

asio::awaitable<net::Response> RunEndpoint::get_run(net::Request request) {
    auto admitted = co_await admit(parts_, find_token(tokens_, request), request.received_at);
    if (!admitted) co_return std::move(admitted.error());
    const handlers::Caller caller = std::move(*admitted);
    const auto number = text::parse_int(request.param("run"));
    if (!number || *number < 1) co_return error_response({Errc::invalid_argument, "The run in the path must be a number such as 7.", {}});
    auto body = std::make_shared<std::string>();
    const auto read = co_await ops::read(parts_.store, [body, run = RunId(*number), caller, settings = &parts_.settings, now = request.received_at](const store::Snapshot& view) {
        const auto found = view.tables().runs.find(run);
        if (found && handlers::visible(view, *settings, caller, found->incident)) *body = handlers::run_json(view, *settings->runbooks, run, now);
    });
    if (!read) co_return overloaded();
    if (body->empty()) co_return error_response({Errc::not_found, "There is no run " + std::to_string(*number) + ".", {}});
    co_return net::json_response(200, std::move(*body));
}

}  // namespace tocsin::edge
