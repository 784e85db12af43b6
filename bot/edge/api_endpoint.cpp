#include "bot/edge/api_endpoint.hpp"

#include <algorithm>

#include "bot/base/embedded.hpp"
#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/edge/api_json.hpp"
#include "bot/ops/await_store.hpp"
#include "bot/postmortem/html.hpp"
#include "bot/postmortem/json.hpp"
#include "bot/postmortem/markdown.hpp"
#include "handlers/grammar.hpp"
#include "handlers/pagerduty_duty.hpp"
#include "handlers/parser.hpp"
#include "handlers/report.hpp"
#include "handlers/run_command.hpp"
#include "handlers/sight.hpp"

namespace tocsin::edge {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kLongestIdempotencyKey = 200;

std::unexpected<Error> bad(std::string message, std::string hint = {}) {
    return fail(Errc::invalid_argument, std::move(message), std::move(hint));
}

Result<IncidentNumber> number_in_path(const net::Request& request, std::string_view key) {
    std::string_view text = request.param("number");
    const std::string prefix = text::lower(key) + "-";
    if (text::lower(text).starts_with(prefix)) text.remove_prefix(prefix.size());
    const auto number = text::parse_int(text);
    if (!number || *number < 1) return bad("The incident in the path must be a number such as 42.");
    return IncidentNumber(*number);
}

/// A mistyped parameter must not be taken for one that was left out.
Result<void> takes_all(const net::Request& request, const std::vector<std::string>& parameters) {
    for (const std::string& name : request.query_names())
        if (std::ranges::find(parameters, name) == parameters.end())
            return bad("There is no parameter `" + text::truncate(text::sanitize(name), 60) + "` here.",
                       parameters.empty() ? "This page takes none." : "It takes: " + text::join(parameters, ", ") + ".");
    return {};
}

net::Response not_found(IncidentNumber number, std::string_view key) {
    return error_response({Errc::not_found, "There is no " + display_name(key, number) + ".", {}});
}

struct Whole {
    std::optional<Incident> incident;
    std::vector<Event> events;
};

net::Response with_type(std::string type, std::string body) { return {200, {{"Content-Type", std::move(type)}}, std::move(body)}; }

/// Where Slack would ask with a button, nothing can be pressed here: the command says yes itself, or is not done.
Reply run_unasked(handlers::Context& context, const handlers::ParsedCommand& parsed) {
    Reply reply = handlers::run_command(context, parsed);
    // What was done already needs no confirmation; its offers are further steps.
    if (!reply.ok || question_in(reply) == nullptr || !context.work().recorded().empty()) return reply;
    reply.ok = false;
    reply.error = Errc::conflict;
    reply.text << "\nNothing was done yet. To say yes, say it again with `--yes` at its end.";
    return reply;
}

/// Too late for its answer and too late to be taken back. Without a key a client that repeats by itself would do it twice, so it
/// is not told when to.
net::Response unfinished(bool has_key) {
    const char* what_to_do = has_key ? "Say it again with the same Idempotency-Key: it is done once, and you get its answer."
                                     : "Look at the incident before you say it again: without an Idempotency-Key it would be done twice.";
    auto response = net::json_response(503, std::string(R"({"ok":false,"error":"unfinished","reply":"This takes longer than usual and may still be done. )") + what_to_do + "\"}");
    if (has_key) response.headers.add("Retry-After", "2");
    return response;
}

}  // namespace

void ApiEndpoint::add(net::Router& router, const char* verb, const char* pattern, Call call) {
    router.add({{verb}, pattern, net::kSmallBody, [this, call = std::move(call)](net::Request request) { return guarded(std::move(request), call); }});
}

void ApiEndpoint::add_routes(net::Router& router) {
    add(router, "POST", "/api/v1/commands", {&ApiEndpoint::post_command, {}});
    add(router, "GET", "/api/v1/incidents", {&ApiEndpoint::get_incidents, {"scope", "service", "severity"}});
    add(router, "GET", "/api/v1/incidents/{number}", {&ApiEndpoint::get_incident, {}});
    add(router, "GET", "/api/v1/incidents/{number}/timeline", {&ApiEndpoint::get_timeline, {"kind", "after"}});
    add(router, "GET", "/api/v1/incidents/{number}/postmortem", {&ApiEndpoint::get_postmortem, {"format"}});
    add(router, "GET", "/api/v1/report", {&ApiEndpoint::get_report, {"from", "to", "by", "format"}});
    router.add({{"GET"}, "/api/v1/openapi.yaml", net::kSmallBody, [this](net::Request request) { return get_document(std::move(request)); }});
}

asio::awaitable<net::Response> ApiEndpoint::guarded(net::Request request, Call call) {
    auto caller = co_await admit(parts_, find_token(tokens_, request), request.received_at);
    if (!caller) co_return std::move(caller.error());
    if (const auto known = takes_all(request, call.parameters); !known) co_return error_response(known.error());
    co_return co_await (this->*call.method)(std::move(request), std::move(*caller));
}

asio::awaitable<net::Response> ApiEndpoint::post_command(net::Request request, handlers::Caller caller) {
    const auto& settings = parts_.settings;
    const auto asked = decode_command_request(request.body, settings.key);
    if (!asked) co_return error_response(asked.error());
    const std::string key(request.headers.get("Idempotency-Key"));
    if (key.size() > kLongestIdempotencyKey) co_return error_response({Errc::invalid_argument, "`Idempotency-Key` is longer than 200 bytes.", {}});
    auto parsed = handlers::parse(asked->text, {request.received_at, caller.zone, settings.key, settings.command});
    if (!parsed) co_return command_response(refuse(parsed.error()), parts_.directory, settings.key, nullptr);
    if (parsed->incident.none()) parsed->incident = asked->incident;
    co_await prepare(parts_, handlers::names_to_ask(settings, *parsed), request.received_at);
    std::vector<store::DeliveryKey> keys;
    // Pure reads have no key (design G2): a repeat may well see something newer.
    if (!key.empty() && !handlers::is_read(parsed->command)) keys.push_back({caller.source.value, key});
    auto job = job_for(store::Priority::human, request.received_at, std::move(keys),
                       [caller, parsed = *parsed, &settings](store::UnitOfWork& work) {
                           handlers::Context context(work, settings, caller);
                           return run_unasked(context, parsed);
                       });
    const auto done = co_await ops::submit_within(parts_.store, parts_.scheduler, std::move(job), time_left(parts_, request.received_at), {});
    if (std::holds_alternative<ops::StillRunning>(done) && !handlers::is_read(parsed->command)) co_return unfinished(!key.empty());
    const auto* in_time = std::get_if<ops::InTime>(&done);
    if (in_time == nullptr || !in_time->result) co_return overloaded();
    const Reply& reply = in_time->result->reply;
    auto about = std::make_shared<std::optional<Incident>>();
    if (!reply.incident.none())
        co_await ops::read(parts_.store, [about, number = reply.incident](const store::Snapshot& view) { *about = view.find(number); });
    co_return command_response(reply, parts_.directory, settings.key, *about ? &**about : nullptr);
}

asio::awaitable<net::Response> ApiEndpoint::get_incidents(net::Request request, handlers::Caller caller) {
    store::IncidentFilter filter;
    const std::string scope = request.query("scope");
    if (scope == "all") filter.scope = store::IncidentFilter::Scope::all;
    else if (!scope.empty() && scope != "open") co_return error_response({Errc::invalid_argument, "`scope` must be open or all.", {}});
    if (const auto service = request.query("service"); !service.empty()) filter.service = ServiceName(service);
    if (const auto severity = request.query("severity"); !severity.empty()) {
        const auto number = text::parse_int(severity);
        if (!number || *number < 1 || *number > 5) co_return error_response({Errc::invalid_argument, "`severity` must be 1 to 5.", {}});
        filter.severity = static_cast<Severity>(*number);
    }
    auto found = std::make_shared<std::vector<Incident>>();
    const auto read = co_await ops::read(parts_.store, [found, filter, caller, settings = &parts_.settings](const store::Snapshot& view) {
        for (const IncidentNumber number : view.tables().incidents.list(filter))
            if (auto incident = handlers::visible(view, *settings, caller, number)) found->push_back(std::move(*incident));
    });
    if (!read) co_return overloaded();
    co_return net::json_response(200, incidents_json(*found, parts_.settings.key));
}

asio::awaitable<net::Response> ApiEndpoint::get_incident(net::Request request, handlers::Caller caller) {
    const auto number = number_in_path(request, parts_.settings.key);
    if (!number) co_return error_response(number.error());
    auto found = std::make_shared<std::optional<Incident>>();
    const auto read = co_await ops::read(parts_.store, [found, number = *number, caller, settings = &parts_.settings](const store::Snapshot& view) {
        *found = handlers::visible(view, *settings, caller, number);
    });
    if (!read) co_return overloaded();
    if (!*found) co_return not_found(*number, parts_.settings.key);
    co_return net::json_response(200, incident_json(**found, parts_.settings.key));
}

asio::awaitable<net::Response> ApiEndpoint::get_timeline(net::Request request, handlers::Caller caller) {
    const auto number = number_in_path(request, parts_.settings.key);
    if (!number) co_return error_response(number.error());
    store::TimelineFilter filter;
    if (const auto kind = request.query("kind"); !kind.empty()) filter.kind = kind;
    if (const auto after = request.query("after"); !after.empty()) {
        const auto seq = text::parse_int(after);
        if (!seq || *seq < 0) co_return error_response({Errc::invalid_argument, "`after` must be the number of an entry.", {}});
        filter.after = EventSeq(*seq);
    }
    auto found = std::make_shared<Whole>();
    const auto read = co_await ops::read(parts_.store, [found, filter, number = *number, caller, settings = &parts_.settings](const store::Snapshot& view) {
        found->incident = handlers::visible(view, *settings, caller, number);
        if (found->incident) found->events = view.tables().timeline.events(number, filter);
    });
    if (!read) co_return overloaded();
    if (!found->incident) co_return not_found(*number, parts_.settings.key);
    co_return net::json_response(200, timeline_json(found->events, parts_.directory));
}

asio::awaitable<net::Response> ApiEndpoint::get_postmortem(net::Request request, handlers::Caller caller) {
    const auto number = number_in_path(request, parts_.settings.key);
    if (!number) co_return error_response(number.error());
    const std::string format = request.query("format");
    if (!format.empty() && format != "md" && format != "html" && format != "json")
        co_return error_response({Errc::invalid_argument, "`format` must be md, html or json.", {}});
    auto body = std::make_shared<std::optional<std::string>>();
    // Rendering takes its time on a reader thread, where it holds up nobody; names are copied for it.
    const auto read = co_await ops::read(parts_.store, [body, format, number = *number, caller, settings = &parts_.settings](const store::Snapshot& view) {
        const auto incident = handlers::visible(view, *settings, caller, number);
        if (!incident) return;
        const auto events = view.tables().timeline.events(number);
        const auto edition = settings->oncall->current();
        const handlers::StoredNames names(view.tables().people.all(), view.tables().messages.names(), edition ? &edition->file : nullptr);
        const postmortem::DraftInput input{*incident, events, names, settings->key, settings->public_url};
        if (format == "json") *body = postmortem::render_json(input);
        else if (format == "html") *body = postmortem::render_html(postmortem::markdown(input), display_name(settings->key, number));
        else *body = postmortem::markdown(input);
    });
    if (!read) co_return overloaded();
    if (!*body) co_return not_found(*number, parts_.settings.key);
    const char* type = format == "json" ? "application/json; charset=utf-8" : format == "html" ? "text/html; charset=utf-8" : "text/markdown; charset=utf-8";
    auto response = with_type(type, std::move(**body));
    response.headers.add("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    co_return response;
}

asio::awaitable<net::Response> ApiEndpoint::get_report(net::Request request, handlers::Caller caller) {
    const auto query = handlers::report_query(request.query("from"), request.query("to"), request.query("by"));
    if (!query) co_return error_response(query.error());
    const std::string format = request.query("format");
    if (!format.empty() && format != "json" && format != "csv" && format != "table")
        co_return error_response({Errc::invalid_argument, "`format` must be json, csv or table.", {}});
    auto body = std::make_shared<std::string>();
    const auto read = co_await ops::read(parts_.store, [body, format, query = *query, caller, settings = &parts_.settings](const store::Snapshot& view) {
        const auto reader = handlers::in_groups(view.tables(), *settings, caller);
        const auto edition = settings->oncall->current();
        const auto report = handlers::make_report(view, query, edition ? &edition->file : nullptr, [&](const Incident& incident) { return handlers::may_see(view.tables(), *settings, reader, incident); });
        if (format == "csv") *body = postmortem::report_csv(report);
        else if (format == "table") *body = postmortem::report_table(report);
        else *body = postmortem::report_json(report);
    });
    if (!read) co_return overloaded();
    co_return with_type(format == "csv" ? "text/csv; charset=utf-8" : format == "table" ? "text/plain; charset=utf-8" : "application/json; charset=utf-8", std::move(*body));
}

asio::awaitable<net::Response> ApiEndpoint::get_document(net::Request) {
    co_return with_type("application/yaml; charset=utf-8", std::string(embedded::api_documents().front().bytes));
}

}  // namespace tocsin::edge
