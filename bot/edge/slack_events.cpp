#include "bot/edge/slack_events.hpp"

#include "bot/base/log.hpp"
#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/edge/slack_caller.hpp"
#include "bot/edge/slack_naming.hpp"
#include "bot/edge/slack_standing.hpp"
#include "bot/ops/await_store.hpp"
#include "bot/slack/mentions.hpp"
#include "handlers/channel_news.hpp"
#include "handlers/grammar.hpp"
#include "handlers/marks.hpp"
#include "handlers/mention.hpp"
#include "handlers/pagerduty_duty.hpp"
#include "handlers/parser.hpp"
#include "handlers/slack_watch.hpp"
#include "handlers/user_groups.hpp"

namespace tocsin::edge {
namespace {

namespace asio = boost::asio;

constexpr const char* kSource = "slack";

handlers::Caller nobody(const char* source = kSource) {
    handlers::Caller caller;
    caller.actor = system_actor();
    caller.source = Source(source);
    return caller;
}

/// By somebody's own hand. Topics, purposes and who came or went are Slack's words, though they may name the bot.
bool is_written(const std::string& subtype) { return subtype.empty() || subtype == "file_share" || subtype == "me_message" || subtype == "thread_broadcast"; }

/// What the event says, whatever id it came under (design G2).
std::string said(const ChannelId& channel, const MessageTs& event_ts, const UserId& user, const std::string& kind, const std::string& what) {
    return channel.value + "|" + event_ts.value + "|" + user.value + "|" + kind + "|" + what;
}

}  // namespace

asio::awaitable<net::Response> SlackEvents::answer(slack::EventCallback event, Time now) {
    Envelope of{event.team, event.event_id, event.type, event.event_ts, now};
    // Marks are ordered by it; without one, by the second that Slack gives.
    if (of.event_ts.empty()) of.event_ts = MessageTs(std::to_string(unix_seconds(event.at)) + ".000000");
    return std::visit([&](auto& body) { return take(std::move(of), std::move(body)); }, event.body);
}

asio::awaitable<net::Response> SlackEvents::answer(slack::AppRateLimited limited, Time now) {
    log::warning("slack_limits_events", {{"minute", format_rfc3339(limited.minute)}, {"what_happens", "Slack delivers no events for that minute"}});
    parts_.metrics.ignored(kSource, "app_rate_limited");
    Envelope of{limited.team, {}, "app_rate_limited", {}, now};
    co_return co_await keep(std::move(of), nobody(), "limited|" + std::to_string(unix_seconds(limited.minute)),
                            [minute = limited.minute](handlers::Context& context) { return handlers::events_limited(context, minute); });
}

asio::awaitable<net::Response> SlackEvents::ignore(std::string type) {
    parts_.metrics.ignored(kSource, type);
    co_return net::text_response(200, "");
}

asio::awaitable<net::Response> SlackEvents::keep(Envelope of, handlers::Caller caller, std::string happened, Handle handle) {
    std::vector<store::DeliveryKey> keys;
    if (!of.event_id.empty()) keys.push_back({"slack:" + of.team.value + ":event", of.event_id});
    keys.push_back({"slack:" + of.team.value + ":happened", std::move(happened)});
    auto job = job_for(store::Priority::machine, of.now, std::move(keys), [caller = std::move(caller), handle = std::move(handle), settings = &parts_.settings](store::UnitOfWork& work) {
        handlers::Context context(work, *settings, caller);
        handlers::events_come(context);
        return handle(context);
    });
    auto outcome = co_await ops::submit_within(parts_.store, parts_.scheduler, std::move(job), time_left(parts_, of.now), [](const Result<store::Committed>&) {});
    // One that still runs is not kept yet; Slack sends it again and finds it done.
    const auto* in_time = std::get_if<ops::InTime>(&outcome);
    if (in_time == nullptr || !in_time->result) co_return overloaded();
    co_return net::text_response(200, "");
}

// --- what people write ---

asio::awaitable<net::Response> SlackEvents::take(Envelope of, slack::MessagePosted posted) {
    const auto& bot = parts_.settings.bot_user;
    const bool by_person = posted.message.bot_id.empty() && !posted.message.user.empty() && !is_own(posted.message.user);
    const bool is_named = !bot.empty() && posted.message.text.contains("<@" + bot.value);
    const bool is_direct = posted.message.channel.value.starts_with('D') && !bot.empty();
    // Nothing is lost here: talk means nothing until somebody marks it, and then it is read from Slack.
    if (!by_person || !is_written(posted.subtype) || !(is_named || is_direct)) return ignore(of.type);
    // Whoever writes to the bot alone need not say whom they mean.
    if (is_direct && !text::trim(posted.message.text).starts_with("<@" + bot.value)) posted.message.text = "<@" + bot.value + "> " + posted.message.text;
    return mention(std::move(of), std::move(posted.message));
}

asio::awaitable<net::Response> SlackEvents::take(Envelope of, slack::BotMentioned mentioned) {
    if (!mentioned.message.bot_id.empty() || is_own(mentioned.message.user) || !is_written(mentioned.message.subtype)) return ignore(of.type);
    return mention(std::move(of), std::move(mentioned.message));
}

asio::awaitable<net::Response> SlackEvents::mention(Envelope of, slack::InboundMessage message) {
    const auto caller = co_await slack_caller(parts_, of.team, message.user, message.channel);
    auto asked = handlers::read_mention(parts_.settings, message, {of.now, caller.zone, parts_.settings.key, "@tocsin"});
    if (!asked) co_return co_await ignore(of.type);
    if (asked->parsed) {
        co_await prepare(parts_, handlers::names_to_ask(parts_.settings, *asked->parsed), of.now);
        asked->parsed = with_names(*asked->parsed, co_await names_in(parts_, asked->message.text, of.team, of.now));
    }
    std::string happened = message.channel.value + "|" + message.ts.value + "|mention";
    co_return co_await keep(of, caller, std::move(happened), [asked = *asked](handlers::Context& context) { return handlers::mentioned(context, asked); });
}

asio::awaitable<net::Response> SlackEvents::take(Envelope of, slack::MessageEdited edited) {
    slack::InboundMessage& message = edited.message;
    const bool by_app = !message.bot_id.empty();
    // What another app changes of its own says nothing of an edit; a person's change without one is a preview or an answer in the thread.
    if (by_app && message.edited.empty()) message.edited = of.event_ts;
    if (is_own(message.user) || message.edited.empty() || !co_await channels_.may_be_one(message.channel)) co_return co_await ignore(of.type);
    auto caller = by_app ? nobody() : co_await slack_caller(parts_, of.team, message.user, message.channel);
    Called called = co_await names_in(parts_, message.text, of.team, of.now);
    std::string happened = said(message.channel, of.event_ts, message.user, "edited" + message.bot_id, message.ts.value);
    co_return co_await keep(of, std::move(caller), std::move(happened), [message = std::move(message), called = std::move(called)](handlers::Context& context) {
        return handlers::message_edited(context, message, called);
    });
}

asio::awaitable<net::Response> SlackEvents::take(Envelope of, slack::MessageErased erased) {
    if (!co_await channels_.may_be_one(erased.channel)) co_return co_await ignore(of.type);
    std::string happened = said(erased.channel, of.event_ts, {}, "erased", erased.ts.value);
    co_return co_await keep(of, nobody(), std::move(happened), [erased](handlers::Context& context) { return handlers::message_erased(context, erased); });
}

// --- what people mark ---

asio::awaitable<net::Response> SlackEvents::take(Envelope of, slack::ReactionChanged changed) {
    const auto kind = handlers::kind_of_reaction(parts_.settings, changed.reaction);
    if (!kind || is_own(changed.user) || !co_await channels_.ask(changed.channel)) co_return co_await ignore(of.type);
    auto caller = co_await slack_caller(parts_, of.team, changed.user, changed.channel);
    std::string happened = said(changed.channel, of.event_ts, changed.user, of.type, changed.reaction + "|" + changed.ts.value);
    handlers::MarkNews news{changed.channel, changed.ts, "reaction:" + changed.reaction, *kind, of.event_ts, changed.added};
    co_return co_await keep(of, std::move(caller), std::move(happened), [news](handlers::Context& context) { return handlers::message_marked(context, news); });
}

asio::awaitable<net::Response> SlackEvents::take(Envelope of, slack::PinChanged changed) {
    if (is_own(changed.user) || !co_await channels_.ask(changed.channel)) co_return co_await ignore(of.type);
    auto caller = co_await slack_caller(parts_, of.team, changed.user, changed.channel);
    std::string happened = said(changed.channel, of.event_ts, changed.user, of.type, changed.ts.value);
    handlers::MarkNews news{changed.channel, changed.ts, handlers::kPinMark, EntryKind::timeline, of.event_ts, changed.added};
    co_return co_await keep(of, std::move(caller), std::move(happened), [news](handlers::Context& context) { return handlers::message_marked(context, news); });
}

// --- who and where ---

asio::awaitable<net::Response> SlackEvents::take(Envelope of, slack::MemberChanged changed) {
    if (!co_await channels_.ask(changed.channel)) co_return co_await ignore(of.type);
    auto caller = is_own(changed.user) ? nobody() : co_await slack_caller(parts_, of.team, changed.user, changed.channel);
    std::string happened = said(changed.channel, of.event_ts, changed.user, of.type, {});
    co_return co_await keep(of, std::move(caller), std::move(happened),
                            [changed, at = of.event_ts](handlers::Context& context) { return handlers::member_changed(context, changed, at); });
}

asio::awaitable<net::Response> SlackEvents::take(Envelope of, slack::HomeOpened opened) { return opened_home(parts_, of.team, of.event_id, std::move(opened), of.now); }

asio::awaitable<net::Response> SlackEvents::take(Envelope of, slack::ChannelChanged changed) {
    if (changed.what == slack::ChannelChanged::What::renamed) parts_.directory.names().rename(changed.channel.value, changed.name);
    if (!co_await channels_.ask(changed.channel)) co_return co_await ignore(of.type);
    auto caller = nobody();
    if (!changed.user.empty() && !is_own(changed.user)) caller = co_await slack_caller(parts_, of.team, changed.user, changed.channel);
    std::string happened = said(changed.channel, of.event_ts, changed.user, of.type, changed.name);
    co_return co_await keep(of, std::move(caller), std::move(happened), [changed, at = of.event_ts](handlers::Context& context) { return handlers::channel_changed(context, changed, at); });
}

asio::awaitable<net::Response> SlackEvents::take(Envelope of, slack::AppRemoved removed) {
    log::error("slack_app_removed", {{"how", removed.how}, {"what_to_do", "install the app again and set slack.bot_token"}});
    co_return co_await keep(of, nobody(), "removed|" + of.event_ts.value + "|" + removed.how,
                            [removed](handlers::Context& context) { return handlers::app_removed(context, removed); });
}

asio::awaitable<net::Response> SlackEvents::take(Envelope of, slack::PersonChanged changed) {
    const auto actor = slack_actor(of.team, changed.user);
    if (parts_.directory.find(actor) != nullptr) {
        parts_.directory.mistrust(actor);
        co_await parts_.directory.get(actor);
    }
    co_return net::text_response(200, "");
}

asio::awaitable<net::Response> SlackEvents::take(Envelope of, slack::GroupChanged changed) {
    if (!changed.handle.empty()) parts_.directory.names().rename(changed.group, changed.handle);
    std::string happened = said({}, of.event_ts, {}, of.type, changed.group);
    co_return co_await keep(of, nobody(), std::move(happened), [group = UserGroupId(changed.group)](handlers::Context& context) {
        handlers::group_changed(context, group);
        return Reply{};
    });
}

asio::awaitable<net::Response> SlackEvents::take(Envelope of, slack::OtherKind) { return ignore(of.type); }

}  // namespace tocsin::edge
