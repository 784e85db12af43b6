#include "bot/sandbox_people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "bot/base/log.hpp"
#include "bot/base/text.hpp"
#include "bot/sandbox_view.hpp"

namespace tocsin {

namespace asio = boost::asio;

asio::awaitable<net::Response> SandboxPeople::post(net::Request request) {
    net::OutRequest out;
    out.method = request.method;
    out.url = bot_ + request.target;
    out.headers = request.headers;
    out.body = request.body;
    const auto answer = co_await client_.send(std::move(out));
    if (!answer) co_return net::text_response(502, answer.error().message);
    co_return *answer;
}

asio::awaitable<std::string> SandboxPeople::type(std::string user, std::string channel, std::string words) {
    if (words.starts_with(command_)) words.erase(0, command_.size());
    const auto request = world_.slack.slash_command(user, channel, std::string(text::trim(words)));
    const auto before = world_.slack.ephemerals(user).size();
    const auto response = co_await post(request);
    world_.slack.take_answer(request, response);
    if (response.status != 200) co_return fmt::format("HTTP {}: {}", response.status, response.body);
    if (world_.slack.ephemerals(user).size() == before) co_return std::string("(answered in the channel)");
    co_return newest_answer(world_, user);
}

asio::awaitable<Result<void>> SandboxPeople::press(std::string user, std::string channel, std::string ts, std::string action) {
    const auto pressed = world_.slack.press(user, channel, ts, action);
    if (!pressed) co_return std::unexpected(pressed.error());
    const auto response = co_await post(*pressed);
    world_.slack.take_answer(*pressed, response);
    co_return Result<void>();
}

asio::awaitable<Result<void>> SandboxPeople::fill_in(std::string user, FormValues values) {
    const auto* form = world_.slack.form(user);
    if (form == nullptr) co_return fail(Errc::not_found, user + " has no form to send.");
    const std::string id = form->id;
    const auto sent = world_.slack.submit_view(user, id, values);
    if (!sent) co_return std::unexpected(sent.error());
    const auto response = co_await post(*sent);
    world_.slack.take_answer(*sent, response);
    for (const auto& [field, message] : world_.slack.state().views.at(id).errors) co_return fail(Errc::invalid_argument, field + ": " + message);
    co_return Result<void>();
}

asio::awaitable<void> SandboxPeople::deliver_webhooks() {
    auto deliveries = world_.pagerduty.take_deliveries();
    std::ranges::move(world_.twilio.take_reports(), std::back_inserter(deliveries));
    std::ranges::move(world_.slack.take_events(), std::back_inserter(deliveries));
    for (auto& delivery : deliveries) {
        const auto response = co_await post(delivery);
        if (response.status / 100 != 2) log::warning("webhook_refused", {{"status", response.status}, {"body", response.body}});
    }
}

}  // namespace tocsin
