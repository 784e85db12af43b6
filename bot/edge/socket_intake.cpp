#include "bot/edge/socket_intake.hpp"

#include "bot/base/log.hpp"

namespace tocsin::edge {
namespace {

namespace asio = boost::asio;

constexpr const char* kSource = "slack";

}  // namespace

asio::awaitable<void> take_envelope(Parts parts, SlackEndpoint& endpoint, SharedSocketLink link, slack::SocketEnvelope envelope, Time received_at) {
    std::string answer;
    if (envelope.content_type.empty()) {
        parts.metrics.ignored(kSource, envelope.type);
    } else {
        const auto response = co_await endpoint.take(std::move(envelope.content_type), std::move(envelope.body), received_at);
        if (response.status != 200) {
            log::warning("envelope_not_acknowledged", {{"type", envelope.type}, {"status", response.status}});
            co_return;
        }
        if (envelope.takes_answer) answer = response.body;
    }
    co_await send(link, slack::acknowledgement(envelope.id, answer));
}

asio::awaitable<void> bury_frame(Parts parts, SharedSocketLink link, std::string text, std::string why, Time received_at) {
    const std::string id = slack::envelope_id_in(text);
    const bool kept = co_await bury(parts, Source(kSource), std::move(why), std::move(text), received_at);
    if (kept && !id.empty()) co_await send(link, slack::acknowledgement(id));
}

}  // namespace tocsin::edge
