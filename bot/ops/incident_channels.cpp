#include "bot/ops/incident_channels.hpp"

#include "bot/ops/await_store.hpp"

namespace tocsin::ops {
namespace {

namespace asio = boost::asio;

constexpr Duration kHolds = std::chrono::seconds{5};
/// A workspace has more channels than that, but not within five seconds of talk.
constexpr std::size_t kRemembered = 10'000;

}  // namespace

asio::awaitable<bool> IncidentChannels::may_be_one(ChannelId channel) {
    const auto other = others_.find(channel);
    if (other != others_.end() && clock_.now() - other->second < kHolds) co_return false;
    co_return co_await ask(std::move(channel));
}

asio::awaitable<bool> IncidentChannels::ask(ChannelId channel) {
    if (ones_.contains(channel)) co_return true;
    auto found = std::make_shared<IncidentNumber>();
    const Time asked_at = clock_.now();
    const auto read = co_await ops::read(store_, [found, channel](const store::Snapshot& view) { *found = view.tables().incidents.by_channel(channel); });
    if (!read) co_return true;
    if (others_.size() >= kRemembered) others_.clear();
    if (found->none()) others_.insert_or_assign(channel, asked_at);
    else ones_.insert(channel);
    co_return !found->none();
}

}  // namespace tocsin::ops
