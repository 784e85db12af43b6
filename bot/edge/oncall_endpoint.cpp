#include "bot/edge/oncall_endpoint.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/edge/api_json.hpp"
#include "bot/oncall/render.hpp"
#include "bot/ops/await_store.hpp"
#include "handlers/duty.hpp"
#include "handlers/feeds.hpp"

namespace tocsin::edge {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::days kFeedBack{30};
constexpr std::chrono::days kFeedAhead{180};
/// What is rendered unless something else is asked for, and the most that is.
constexpr std::chrono::days kUsualRange{14};
constexpr std::chrono::days kLongestRange{400};
constexpr std::string_view kSuffix = ".ics";

/// The same bytes for a wrong token and for what does not exist: an address tells nothing to whoever guesses.
net::Response no_feed() { return net::text_response(404, "not found\n"); }

/// The id in `ID.ics`; empty if it does not end so.
std::string id_of(std::string_view file) {
    return file.ends_with(kSuffix) ? std::string(file.substr(0, file.size() - kSuffix.size())) : std::string();
}

oncall::View view_of(const store::Repositories& tables, const oncall::Edition& edition, const oncall::Calendar& calendar, Time from, Time to) {
    return {edition.file, calendar, {}, handlers::shifts_of(tables, calendar, from, to)};
}

struct Range {
    Time from, to;
};

/// Times without an offset are on the schedule's clock, as in `tocsin oncall render`.
Result<Range> range_of(const net::Request& request, const std::string& zone) {
    const auto read = [&](const char* name, Time otherwise) -> Result<Time> {
        const std::string typed = request.query(name);
        const auto at = typed.empty() ? std::optional(otherwise) : parse_iso8601(typed, zone);
        if (!at) return fail(Errc::invalid_argument, fmt::format("`{}` must be a time such as 2026-01-05T08:00:00Z.", name));
        return std::chrono::floor<std::chrono::seconds>(*at);
    };
    const auto from = read("from", start_of_day(request.received_at, zone));
    if (!from) return std::unexpected(from.error());
    const auto to = read("to", *from + kUsualRange);
    if (!to) return std::unexpected(to.error());
    if (*to <= *from) return fail(Errc::invalid_argument, "`to` must be after `from`.");
    if (*to - *from > kLongestRange) return fail(Errc::invalid_argument, "That range is longer than 400 days.", "Ask for its parts.");
    return Range{*from, *to};
}

}  // namespace

void OncallEndpoint::add_api_routes(net::Router& router) {
    router.add({{"GET"}, "/api/v1/oncall", net::kSmallBody, [this](net::Request request) { return get_oncall(std::move(request)); }});
    router.add({{"GET"}, "/api/v1/oncall/{schedule}", net::kSmallBody, [this](net::Request request) { return get_oncall(std::move(request)); }});
    router.add({{"GET"}, "/api/v1/oncall/{schedule}/render", net::kSmallBody, [this](net::Request request) { return get_render(std::move(request)); }});
}

void OncallEndpoint::add_feed_routes(net::Router& router) {
    router.add({{"GET"}, "/oncall/{file}", net::kSmallBody, [this](net::Request request) { return schedule_feed(std::move(request)); }});
    router.add({{"GET"}, "/oncall/person/{file}", net::kSmallBody, [this](net::Request request) { return person_feed(std::move(request)); }});
}

std::optional<net::Response> OncallEndpoint::refused(const net::Request& request, const std::vector<std::string_view>& parameters) {
    for (const std::string& name : request.query_names())
        if (std::ranges::find(parameters, std::string_view(name)) == parameters.end())
            return error_response({Errc::invalid_argument, "There is no such parameter here.",
                                   "It takes: " + text::join(std::vector<std::string>(parameters.begin(), parameters.end()), ", ") + "."});
    const auto edition = parts_.settings.oncall->current();
    if (edition == nullptr) return error_response({Errc::not_found, "There is no on-call file.", "Name one under `oncall.file` in the configuration."});
    const std::string wanted(request.param("schedule"));
    if (!wanted.empty() && edition->calendars.find(oncall::ScheduleId(wanted)) == nullptr)
        return error_response({Errc::not_found, "There is no such schedule.", "GET /api/v1/oncall lists them."});
    return std::nullopt;
}

asio::awaitable<net::Response> OncallEndpoint::get_oncall(net::Request request) {
    if (auto admitted = co_await admit(parts_, find_token(tokens_, request), request.received_at); !admitted) co_return std::move(admitted.error());
    if (auto no = refused(request, {"at"})) co_return std::move(*no);
    const auto edition = parts_.settings.oncall->current();
    const std::string typed = request.query("at");
    const auto at = typed.empty() ? std::optional(request.received_at) : parse_iso8601(typed);
    if (!at) co_return error_response({Errc::invalid_argument, "`at` must be a time such as 2026-01-05T08:00:00Z.", {}});
    const std::string wanted(request.param("schedule"));
    auto body = std::make_shared<std::string>();
    const auto read = co_await ops::read(parts_.store, [body, edition, wanted, at = std::chrono::floor<std::chrono::seconds>(*at)](const store::Snapshot& view) {
        std::vector<oncall::View> views;
        for (const auto& calendar : edition->calendars.all())
            if (wanted.empty() || calendar.schedule().id.value == wanted) views.push_back(view_of(view.tables(), *edition, calendar, at, at + Duration{1}));
        *body = wanted.empty() ? oncall::show_json_list(views, at) : oncall::show_json(views, at);
    });
    if (!read) co_return overloaded();
    co_return net::json_response(200, std::move(*body));
}

asio::awaitable<net::Response> OncallEndpoint::get_render(net::Request request) {
    if (auto admitted = co_await admit(parts_, find_token(tokens_, request), request.received_at); !admitted) co_return std::move(admitted.error());
    if (auto no = refused(request, {"from", "to"})) co_return std::move(*no);
    const auto edition = parts_.settings.oncall->current();
    const auto* calendar = edition->calendars.find(oncall::ScheduleId(std::string(request.param("schedule"))));
    const auto range = range_of(request, calendar->schedule().zone);
    if (!range) co_return error_response(range.error());
    auto body = std::make_shared<std::string>();
    const auto read = co_await ops::read(parts_.store, [body, edition, calendar, range = *range](const store::Snapshot& view) {
        *body = oncall::render_json({view_of(view.tables(), *edition, *calendar, range.from, range.to)}, range.from, range.to);
    });
    if (!read) co_return overloaded();
    co_return net::json_response(200, std::move(*body));
}

asio::awaitable<net::Response> OncallEndpoint::schedule_feed(net::Request request) {
    const std::string id = id_of(request.param("file"));
    co_return co_await feed(id, {}, handlers::schedule_feed_path(oncall::ScheduleId(id)), request.query("token"), request.received_at);
}

asio::awaitable<net::Response> OncallEndpoint::person_feed(net::Request request) {
    const std::string id = id_of(request.param("file"));
    co_return co_await feed({}, id, handlers::person_feed_path(oncall::PersonId(id)), request.query("token"), request.received_at);
}

asio::awaitable<net::Response> OncallEndpoint::feed(std::string schedule, std::string person, std::string path, std::string token, Time now) {
    const bool good = handlers::is_feed_token(parts_.settings.feed_secret, path, token);
    const auto edition = parts_.settings.oncall->current();
    const bool exists = edition && (person.empty() ? edition->calendars.find(oncall::ScheduleId(schedule)) != nullptr : edition->file.find(oncall::PersonId(person)) != nullptr);
    if (!good || !exists) co_return no_feed();
    auto body = std::make_shared<std::string>();
    const auto read = co_await ops::read(parts_.store, [=](const store::Snapshot& view) {
        const Time from = now - kFeedBack;
        const Time to = now + kFeedAhead;
        std::vector<oncall::View> views;
        for (const auto& calendar : edition->calendars.all())
            if (schedule.empty() || calendar.schedule().id.value == schedule) views.push_back(view_of(view.tables(), *edition, calendar, from, to));
        *body = oncall::render_ics(views, from, to, oncall::PersonId(person), now);
    });
    if (!read) co_return overloaded();
    co_return net::Response{200, {{"Content-Type", "text/calendar; charset=utf-8"}}, std::move(*body)};
}

}  // namespace tocsin::edge
