// The part of SlackSender that publishes Home tabs and reads user groups.
#include "bot/base/crypto.hpp"
#include "bot/outbox/slack_outcome.hpp"
#include "bot/outbox/slack_sender.hpp"

namespace tocsin::outbox {

namespace asio = boost::asio;

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::PublishHome what, OutboxRow, Prepared prepared) {
    if (!prepared.home || !prepared.home_tab) co_return Needless{};
    const std::string view = slack::home_view(*prepared.home, card_context());
    Delivered done;
    done.view_digest = crypto::to_hex(crypto::sha256(view));
    if (done.view_digest == prepared.home_tab->digest) co_return Needless{};
    const bool replaces_any = homes_in_conflict_.erase(what.user) > 0;
    const auto answer = co_await call(slack::call::publish_home(what.user, view, replaces_any ? std::string() : prepared.home_tab->hash));
    if (is_refused_as(answer, "hash_conflict")) {
        homes_in_conflict_.insert(what.user);
        co_return TryLater{"the Home tab changed meanwhile; it is drawn anew", std::chrono::seconds{1}, false, true};
    }
    if (const auto* ok = std::get_if<slack::Ok>(&answer)) done.view_hash = ok->view_hash;
    co_return to_outcome(answer, std::move(done));
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::ReadUserGroup what, OutboxRow, Prepared) {
    const auto answer = co_await call(slack::call::group_members(what.group));
    Delivered done;
    if (const auto* ok = std::get_if<slack::Ok>(&answer)) done.users = ok->users;
    co_return to_outcome(answer, std::move(done));
}

}  // namespace tocsin::outbox
