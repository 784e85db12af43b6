#include "bot/edge/slack_standing.hpp"

#include "bot/ops/await_store.hpp"
#include "handlers/home.hpp"
#include "handlers/sight.hpp"
#include "handlers/user_groups.hpp"

namespace tocsin::edge {
namespace {

namespace asio = boost::asio;

asio::awaitable<net::Response> kept(Parts parts, slack::EventCallback event, ActorId actor, Time now, std::function<void(handlers::Context&)> use) {
    auto job = job_for(store::Priority::machine, now, event_key(event), [settings = &parts.settings, actor, use = std::move(use)](store::UnitOfWork& work) {
        handlers::Context context(work, *settings, {actor, Source("slack")});
        use(context);
        return Reply{};
    });
    const auto done = co_await ops::submit_within(parts.store, parts.scheduler, std::move(job), time_left(parts, now), {});
    if (std::holds_alternative<ops::StillRunning>(done)) co_return net::text_response(200, "");
    const auto* in_time = std::get_if<ops::InTime>(&done);
    co_return in_time != nullptr && in_time->result ? net::text_response(200, "") : overloaded();
}

/// Somebody of another workspace, in a channel that both share: not one of those whom the configuration speaks of.
bool is_stranger(const Parts& parts, const TeamId& team) { return !parts.settings.team.empty() && team != parts.settings.team; }

}  // namespace

std::vector<store::DeliveryKey> event_key(const slack::EventCallback& event) { return {{"slack:" + event.team.value + ":event", event.event_id}}; }

asio::awaitable<net::Response> opened_home(Parts parts, slack::EventCallback event, Time now) {
    const auto opened = std::get<slack::HomeOpened>(event.body);
    if (is_stranger(parts, event.team)) co_return net::text_response(200, "");
    const ActorId actor = slack_actor(event.team, opened.user);
    // Whether they are a guest must be known before anything is drawn for them.
    co_await parts.directory.get(actor);
    co_return co_await kept(parts, std::move(event), actor, now, [opened](handlers::Context& context) { handlers::home_opened(context, opened.user, opened.shown); });
}

asio::awaitable<net::Response> changed_group(Parts parts, slack::EventCallback event, Time now) {
    const UserGroupId group(std::get<slack::GroupChanged>(event.body).group);
    co_return co_await kept(parts, std::move(event), system_actor(), now, [group](handlers::Context& context) { handlers::group_changed(context, group); });
}

asio::awaitable<net::Response> joined_channel(Parts parts, slack::EventCallback event, Time now) {
    const auto joined = std::get<slack::MemberJoined>(event.body);
    const ActorId actor = slack_actor(event.team, joined.user);
    co_await parts.directory.get(actor);
    co_return co_await kept(parts, std::move(event), system_actor(), now,
                            [joined, actor](handlers::Context& context) { handlers::member_joined(context, joined.channel, actor); });
}

}  // namespace tocsin::edge
