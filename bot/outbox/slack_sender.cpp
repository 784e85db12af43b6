#include "bot/outbox/slack_sender.hpp"

#include <algorithm>

#include "bot/core/page_fold.hpp"
#include "bot/core/status.hpp"
#include "bot/outbox/slack_outcome.hpp"
#include "bot/slack/inbound.hpp"

namespace tocsin::outbox {
namespace {

namespace asio = boost::asio;

/// The methods that an attempt is about to call: what the rate limits are about.
std::vector<std::string_view> methods_of(const OutboxRow& row, const Prepared& prepared) {
    const auto posting = [&]() -> std::vector<std::string_view> {
        if (prepared.message) return {"chat.update"};
        if (row.maybe_sent) return {"chat.postMessage", "conversations.history"};
        return {"chat.postMessage"};
    };
    const auto opening = [&] {
        auto out = posting();
        out.emplace_back("conversations.open");
        return out;
    };
    using Methods = std::vector<std::string_view>;
    return std::visit(Overload{
                          [](const delivery::CreateChannel&) -> Methods { return {"conversations.create"}; },
                          [](const delivery::SetTopic&) -> Methods { return {"conversations.setTopic"}; },
                          [](const delivery::SetPurpose&) -> Methods { return {"conversations.setPurpose"}; },
                          [](const delivery::InvitePeople&) -> Methods { return {"conversations.invite"}; },
                          [](const delivery::PinCard&) -> Methods { return {"pins.add"}; },
                          [](const delivery::ArchiveChannel&) -> Methods { return {"conversations.archive"}; },
                          [](const delivery::UnarchiveChannel&) -> Methods { return {"conversations.unarchive"}; },
                          [&](const delivery::UploadPostmortem&) -> Methods {
                              Methods all{"files.getUploadURLExternal", "files.completeUploadExternal", "conversations.open"};
                              if (row.maybe_sent) all.emplace_back("conversations.history");
                              return all;
                          },
                          [](const delivery::Respond&) -> Methods { return {"response_url"}; },
                          [](const delivery::RefreshNotification&) -> Methods { return {"chat.update"}; },
                          [&](const delivery::PostRunOutput&) -> Methods {
                              if (row.maybe_sent) return {"chat.postMessage", "conversations.replies"};
                              return {"chat.postMessage"};
                          },
                          [](const delivery::CaptureMessage&) -> Methods { return {"chat.getPermalink", "conversations.history", "conversations.replies"}; },
                          [&](const delivery::RefreshCheckMark&) -> Methods { return {prepared.is_in_record ? "reactions.add" : "reactions.remove"}; },
                          [](const delivery::JoinChannel&) -> Methods { return {"conversations.join"}; },
                          [](const delivery::ReadHistory& what) -> Methods { return {what.threads.empty() ? "conversations.history" : "conversations.replies"}; },
                          [&](const delivery::AnswerInChannel& what) -> Methods {
                              if (what.or_direct) return {"chat.postEphemeral", "conversations.open", "chat.postMessage"};
                              if (!what.user.empty()) return {"chat.postEphemeral"};
                              if (row.maybe_sent && !what.thread.empty()) return {"chat.postMessage", "conversations.replies"};
                              return posting();
                          },
                          [](const delivery::SetUserGroup&) -> Methods { return {"usergroups.users.update"}; },
                          [](const delivery::ReadUserGroup&) -> Methods { return {"usergroups.users.list"}; },
                          [](const delivery::ReadMembers&) -> Methods { return {"conversations.members"}; },
                          [](const delivery::PublishHome&) -> Methods { return {"views.publish"}; },
                          [&](const delivery::DirectMessage&) -> Methods { return opening(); },
                          [&](const delivery::DirectNamed&) -> Methods { return prepared.message ? posting() : opening(); },
                          [&](const delivery::AskPerson&) -> Methods { return prepared.message ? posting() : opening(); },
                          [&](const delivery::Notify& what) -> Methods { return what.target.starts_with("person:") ? opening() : posting(); },
                          [&](const auto&) -> Methods { return posting(); },
                      },
                      row.what);
}

/// Slack asks for a pause of one method.
std::string pause_of(std::string_view method) { return "slack " + std::string(method); }

constexpr Duration kReopening = std::chrono::seconds{5};
/// People may leave the channel of an open incident archived for days: what waits is looked at ever more seldom, up to this.
constexpr Duration kStillArchived = std::chrono::minutes{1};
/// Everybody whom the message names.
std::vector<ActorId> people_in(const Delivery& what, const Prepared& prepared) {
    std::vector<ActorId> out = prepared.incident ? prepared.incident->people() : std::vector<ActorId>();
    const auto add = [&](const Markup& text) {
        for (const auto& span : text.spans())
            if (span.kind == MarkupSpan::Kind::person) out.emplace_back(span.text);
    };
    if (const auto* line = std::get_if<delivery::PostLine>(&what)) add(line->text);
    if (const auto* named = std::get_if<delivery::DirectNamed>(&what)) add(named->text);
    if (const auto* answer = std::get_if<delivery::AnswerInChannel>(&what)) add(answer->text);
    const auto pagers = [&](const std::string& id) {
        const PageState* page = prepared.incident ? find_page(*prepared.incident, id) : nullptr;
        if (page != nullptr) out.insert(out.end(), {page->requested_by, page->acknowledged_by});
    };
    if (const auto* notify = std::get_if<delivery::Notify>(&what)) pagers(notify->page);
    if (const auto* refresh = std::get_if<delivery::RefreshNotification>(&what)) pagers(refresh->page);
    if (prepared.run) {
        out.insert(out.end(), {prepared.run->starter, prepared.run->ended_by});
        for (const auto& step : prepared.run->steps)
            for (const auto& vote : step.votes) out.push_back(vote.person);
    }
    for (const auto& waiting : prepared.waiting_lines) add(std::get<delivery::PostLine>(waiting.what).text);
    return out;
}

}  // namespace

asio::awaitable<void> SlackSender::learn_names(Delivery what, Prepared prepared) {
    for (const auto& actor : people_in(what, prepared))
        if (is_slack_person(actor) && directory_.find(actor) == nullptr) co_await directory_.get(actor);
}

ChannelId SlackSender::target_of(const OutboxRow& row, const Prepared& prepared) const {
    const auto& what = row.what;
    if (std::holds_alternative<delivery::RefreshAnnouncement>(what)) return settings_.announce_channel;
    if (std::holds_alternative<delivery::PostUpdate>(what)) return settings_.updates_channel;
    if (const auto* post = std::get_if<delivery::PostTo>(&what)) return post->channel;
    if (const auto* answer = std::get_if<delivery::AnswerInChannel>(&what)) return answer->channel;
    if (const auto* direct = std::get_if<delivery::DirectMessage>(&what)) return direct_with(direct->user);
    if (const auto* named = std::get_if<delivery::DirectNamed>(&what)) return prepared.message ? prepared.message->channel : direct_with(named->user);
    if (const auto* asked = std::get_if<delivery::AskPerson>(&what)) return prepared.message ? prepared.message->channel : direct_with(asked->user);
    if (const auto* notify = std::get_if<delivery::Notify>(&what)) return page_target(*notify, prepared);
    return prepared.incident ? prepared.incident->channel : ChannelId();
}

slack::CardContext SlackSender::card_context() const { return {settings_.key, clock_.now(), directory_, {}, settings_.bridge}; }

Time SlackSender::turn_of(std::string_view method, const ChannelId& channel, Time now) const {
    return std::max(limiter_.earliest(method, channel, now), pauses_.earliest(pause_of(method), now));
}

Time SlackSender::earliest(const OutboxRow& row, const Prepared& prepared, Time now) {
    const ChannelId channel = target_of(row, prepared);
    Time at = now;
    for (const auto method : methods_of(row, prepared)) at = std::max(at, turn_of(method, channel, now));
    return at;
}

Time SlackSender::earliest_unprepared(const OutboxRow& row, Time now) {
    // These may turn out to be an edit, which another limit counts.
    const bool may_edit = std::holds_alternative<delivery::RefreshCard>(row.what) || std::holds_alternative<delivery::PostNamed>(row.what) ||
                          std::holds_alternative<delivery::DirectNamed>(row.what) || std::holds_alternative<delivery::RefreshAnnouncement>(row.what) ||
                          std::holds_alternative<delivery::RefreshRun>(row.what) || std::holds_alternative<delivery::AskPerson>(row.what) ||
                          std::holds_alternative<delivery::RefreshCheckMark>(row.what);
    Time at = now;
    if (may_edit) return at;
    for (const auto method : methods_of(row, {})) at = std::max(at, turn_of(method, {}, now));
    return at;
}

asio::awaitable<DeliveryOutcome> SlackSender::send(OutboxRow row, Prepared prepared) {
    const bool into_archive = prepared.incident && prepared.incident->channel_archived && traits_of(row.what).needs_channel &&
                              !std::holds_alternative<delivery::UnarchiveChannel>(row.what) && !std::holds_alternative<delivery::UploadPostmortem>(row.what);
    // Reopened: the old channel is about to be opened, or another one made, and then this goes there.
    if (into_archive && !is_over(prepared.incident->status)) {
        if (std::holds_alternative<delivery::RefreshCard>(row.what) && co_await is_open_again(prepared.incident->channel)) {
            Delivered found;
            found.state = kOpenAgain;
            co_return found;
        }
        const Duration waited = clock_.now() - row.created_at;
        co_return TryLater{"the channel is archived; this waits until it is open again", std::clamp(waited / 8, kReopening, kStillArchived), false, true};
    }
    if (into_archive) co_return Needless{};
    Delivery what = row.what;
    co_await learn_names(what, prepared);
    co_return co_await std::visit(
        [&](auto& kind) -> Outcome {
            if constexpr (requires { send_one(kind, row, prepared); }) return send_one(std::move(kind), std::move(row), std::move(prepared));
            else throw std::logic_error("not a delivery for Slack");
        },
        what);
}

asio::awaitable<slack::ApiOutcome> SlackSender::call(slack::ApiCall request, ChannelId channel) {
    const std::string method = request.method;
    limiter_.note_sent(method, channel, clock_.now());
    auto answer = co_await client_.call(std::move(request));
    limiter_.note_answered(method, channel, clock_.now());
    if (const auto* limited = std::get_if<slack::RateLimited>(&answer))
        pauses_.note(pause_of(method), clock_.now() + limited->retry_after);
    co_return answer;
}

// --- messages that are edited in place ---

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::RefreshCard, OutboxRow row, Prepared prepared) {
    auto message = slack::card_message(*prepared.incident, card_context());
    co_return co_await post_or_edit(prepared.incident->channel, prepared.message, std::move(message), std::move(row));
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::RefreshAnnouncement what, OutboxRow row, Prepared prepared) {
    auto message = slack::announcement_message(*prepared.incident, card_context());
    if (what.calls_here && !prepared.message) message = slack::calling_here(std::move(message));
    co_return co_await post_or_edit(settings_.announce_channel, prepared.message, std::move(message), std::move(row));
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::PostNamed what, OutboxRow row, Prepared prepared) {
    auto message = slack::line_message(what.text, directory_);
    co_return co_await post_or_edit(prepared.incident->channel, prepared.message, std::move(message), std::move(row));
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::PinCard, OutboxRow, Prepared prepared) {
    if (!prepared.message) co_return Needless{};
    co_return to_outcome(co_await call(slack::call::pin(prepared.message->channel, prepared.message->ts), prepared.message->channel));
}

asio::awaitable<DeliveryOutcome> SlackSender::post_or_edit(ChannelId channel, std::optional<store::MessageReference> known,
                                                           slack::Message message, OutboxRow row) {
    if (!known) co_return co_await post(std::move(channel), std::move(message), std::move(row));
    // While names were asked for, another row may have been edited there.
    const Time now = clock_.now();
    if (const Time turn = turn_of("chat.update", known->channel, now); turn > now)
        co_return TryLater{"another message to the same place goes first", turn - now, row.maybe_sent, true};
    const auto answer = co_await call(slack::call::update_message(known->channel, known->ts, message), known->channel);
    // Somebody deleted the message: it is posted anew.
    if (is_refused_as(answer, "message_not_found")) co_return co_await post(std::move(channel), std::move(message), std::move(row));
    Delivered done;
    done.channel = known->channel;
    done.ts = known->ts;
    co_return to_outcome(answer, done);
}

// --- messages that are posted once ---

asio::awaitable<DeliveryOutcome> SlackSender::post(ChannelId channel, slack::Message message, OutboxRow row, OutboxId through, MessageTs thread) {
    Delivered done;
    if (row.maybe_sent) {
        const auto found = co_await look_for(channel, row, thread);
        if (!found) co_return not_seen(found.error());
        if (*found) {
            done.channel = channel;
            done.ts = (*found)->ts;
            // What that message held, which is not what this attempt would have sent: lines may have come since.
            done.through = (*found)->through;
            co_return done;
        }
    }
    // While names were asked for, another row may have written there.
    const Time now = clock_.now();
    const Time turn = turn_of("chat.postMessage", channel, now);
    if (turn > now) co_return TryLater{"another message to the same place goes first", turn - now, row.maybe_sent, true};
    done.through = through;
    co_return to_outcome(co_await call(slack::call::post_message(channel, message, row.id, through, thread), channel), done);
}

asio::awaitable<SlackSender::Found<slack::HistoryMessage>> SlackSender::look_for(ChannelId channel, OutboxRow row, MessageTs thread) {
    const auto carries_row = [id = row.id](const slack::HistoryMessage& found) { return found.row == id; };
    co_return co_await look_for(std::move(channel), std::move(row), std::move(thread), carries_row);
}

asio::awaitable<SlackSender::Found<slack::HistoryMessage>> SlackSender::look_for(ChannelId channel, OutboxRow row, MessageTs thread,
                                                                                 std::function<bool(const slack::HistoryMessage&)> is_it) {
    const auto oldest = row.created_at - std::chrono::seconds{5};
    std::string cursor;
    do {
        auto request = thread.empty() ? slack::call::history(channel, oldest, cursor) : slack::call::replies(channel, thread, oldest, cursor);
        const auto page = co_await call(std::move(request), channel);
        const auto* ok = std::get_if<slack::Ok>(&page);
        if (ok == nullptr) co_return std::unexpected(page);
        const auto found = std::ranges::find_if(ok->messages, is_it);
        if (found != ok->messages.end()) co_return *found;
        cursor = ok->next_cursor;
    } while (!cursor.empty());
    co_return std::nullopt;
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::PostLine what, OutboxRow row, Prepared prepared) {
    if (prepared.waiting_lines.size() < 2)
        co_return co_await post(prepared.incident->channel, slack::line_message(what.text, directory_), std::move(row));
    std::vector<Markup> lines;
    lines.reserve(prepared.waiting_lines.size());
    for (const auto& waiting : prepared.waiting_lines) lines.push_back(std::get<delivery::PostLine>(waiting.what).text);
    const OutboxId last = prepared.waiting_lines.back().id;
    co_return co_await post(prepared.incident->channel, slack::digest_message(lines, directory_), std::move(row), last);
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::PostUpdate what, OutboxRow row, Prepared prepared) {
    auto message = slack::update_message(*prepared.incident, what.text, what.author, card_context());
    co_return co_await post(settings_.updates_channel, std::move(message), std::move(row));
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::PostTo what, OutboxRow row, Prepared) {
    auto message = slack::line_message(what.text, directory_);
    if (what.calls_here) message = slack::calling_here(std::move(message));
    co_return co_await post(what.channel, std::move(message), std::move(row));
}

/// Sets the same whole list again after a lost answer, so there is nothing to look for.
asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::SetUserGroup what, OutboxRow, Prepared) {
    co_return to_outcome(co_await call(slack::call::set_user_group(what.group, what.users)));
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::DirectMessage what, OutboxRow row, Prepared) {
    co_return co_await post_direct(what.user, slack::line_message(what.text, directory_), std::move(row));
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::DirectNamed what, OutboxRow row, Prepared prepared) {
    Reply shown = say(std::move(what.text));
    shown.offers = std::move(what.offers);
    auto message = slack::reply_message(shown, card_context());
    if (!prepared.message) co_return co_await post_direct(what.user, std::move(message), std::move(row));
    const ChannelId channel = prepared.message->channel;
    co_return co_await post_or_edit(channel, std::move(prepared.message), std::move(message), std::move(row));
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::Respond what, OutboxRow, Prepared) {
    if (!slack::is_allowed_response_url(what.response_url, response_base_))
        co_return Refused{"bad_response_url", "the response_url does not belong to Slack"};
    Reply shown = say(std::move(what.text));
    shown.offers = std::move(what.offers);
    const auto message = slack::reply_message(shown, card_context());
    co_return to_outcome(co_await client_.respond(what.response_url, slack::response_body(message, false)));
}

}  // namespace tocsin::outbox
