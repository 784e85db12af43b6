#include "bot/edge/slack_standing.hpp"

#include "bot/ops/await_store.hpp"
#include "handlers/home.hpp"

namespace tocsin::edge {
namespace {

/// Somebody of another workspace, in a channel that both share: not one of those whom the configuration speaks of.
bool is_stranger(const Parts& parts, const TeamId& team) { return !parts.settings.team.empty() && team != parts.settings.team; }

}  // namespace

boost::asio::awaitable<net::Response> opened_home(Parts parts, TeamId team, std::string event_id, slack::HomeOpened opened, Time now) {
    if (is_stranger(parts, team)) co_return net::text_response(200, "");
    const ActorId actor = slack_actor(team, opened.user);
    // Whether they are a guest must be known before anything is drawn for them.
    co_await parts.directory.get(actor);
    std::vector<store::DeliveryKey> keys{{"slack:" + team.value + ":event", std::move(event_id)}};
    auto job = job_for(store::Priority::machine, now, std::move(keys), [settings = &parts.settings, actor, opened](store::UnitOfWork& work) {
        handlers::Context context(work, *settings, {actor, Source("slack")});
        handlers::home_opened(context, opened.user, opened.shown);
        return Reply{};
    });
    const auto done = co_await ops::submit_within(parts.store, parts.scheduler, std::move(job), time_left(parts, now), {});
    const auto* in_time = std::get_if<ops::InTime>(&done);
    co_return in_time != nullptr && in_time->result ? net::text_response(200, "") : overloaded();
}

}  // namespace tocsin::edge
