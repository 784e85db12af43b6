// The part of SlackSender that serves the record from conversation: it reads a message that somebody marked, keeps the bot's check mark
// right, and answers one person in a channel or thread.
#include <algorithm>

#include "bot/outbox/slack_outcome.hpp"
#include "bot/outbox/slack_sender.hpp"
#include "bot/slack/message_text.hpp"
#include "handlers/marks.hpp"
#include "handlers/people.hpp"

namespace tocsin::outbox {

namespace asio = boost::asio;

namespace {

constexpr const char* kCheckMark = "white_check_mark";

/// The thread of an answer, which its permalink names (docs: methods/chat.getPermalink, "thread_ts"); empty for any other message.
MessageTs thread_in(const std::string& permalink) {
    constexpr std::string_view key = "thread_ts=";
    const auto at = permalink.find(key);
    if (at == std::string::npos) return {};
    const auto from = at + key.size();
    return MessageTs(permalink.substr(from, permalink.find('&', from) - from));
}

const slack::InboundMessage* find(const slack::ApiOutcome& answer, const MessageTs& ts) {
    const auto* ok = std::get_if<slack::Ok>(&answer);
    if (ok == nullptr) return nullptr;
    const auto found = std::ranges::find(ok->messages, ts, &slack::HistoryMessage::ts);
    return found == ok->messages.end() ? nullptr : &found->message;
}

bool is_gone(const slack::ApiOutcome& answer) {
    return is_refused_as(answer, "message_not_found") || is_refused_as(answer, "thread_not_found") || is_refused_as(answer, "bad_timestamp");
}

bool is_answer(const slack::ApiOutcome& answer) { return std::holds_alternative<slack::Ok>(answer); }

}  // namespace

/// Who we are there; asked for once. Ok, or how asking failed.
asio::awaitable<slack::ApiOutcome> SlackSender::know_self() {
    if (!own_user_.empty()) co_return slack::Ok{};
    const auto self = co_await call(slack::call::auth_test());
    if (const auto* ok = std::get_if<slack::Ok>(&self)) own_user_ = ok->user_id;
    co_return self;
}

asio::awaitable<slack::ApiOutcome> SlackSender::read_message(ChannelId channel, MessageTs ts, MessageTs thread) {
    // An answer in a thread is not found by conversations.history, whatever the range (docs: methods/conversations.history).
    auto answer = co_await call(thread.empty() ? slack::call::message_at(channel, ts) : slack::call::reply_at(channel, thread, ts), channel);
    if (!is_answer(answer) || find(answer, ts) != nullptr || !thread.empty()) co_return answer;
    co_return co_await call(slack::call::reply_at(channel, ts, ts), channel);
}

/// The names of now; the directory has learnt what it could.
slack::Called SlackSender::called_in(std::string_view escaped) const {
    slack::Called out;
    for (const auto& token : slack::tokens(escaped))
        if (slack::has_id(token))
            if (std::string name = directory_.called(token, settings_.team); !name.empty()) out[token.text] = std::move(name);
    return out;
}

asio::awaitable<FetchedMessage> SlackSender::fetched(slack::InboundMessage message, std::string link) {
    FetchedMessage out;
    out.link = std::move(link);
    out.thread = message.thread;
    out.version = message.edited;
    out.files = message.files;
    out.ours = message.user == own_user_;
    out.text = handlers::entry_text(settings_, message.text);
    out.author_name = message.bot_name;
    const bool is_person = message.bot_id.empty() && !message.user.empty();
    if (is_person) out.author = slack_actor(settings_.team, message.user);
    auto named = slack::named_in(out.text);
    if (is_person) named.people.push_back(out.author);
    co_await directory_.learn(std::move(named));
    const auto called = called_in(message.text);
    out.plain = slack::with_names(plain_text(out.text), called);
    const auto words = handlers::after_mention(message.text, settings_.bot_user);
    const std::string typed = words ? slack::plain_words(*words) : std::string();
    if (const auto note = handlers::timed_note(typed, message.ts, handlers::zone_of(settings_, out.author, directory_.find(out.author)))) {
        // Names come in after it was read: a name is nobody's command.
        out.plain = slack::with_names(note->text, called);
        out.text = Markup(out.plain);
        out.at = note->at;
    }
    co_return out;
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::CaptureMessage what, OutboxRow, Prepared) {
    if (const auto self = co_await know_self(); !is_answer(self)) co_return to_outcome(self);
    Delivered done;
    const auto link = co_await call(slack::call::permalink(what.channel, what.ts), what.channel);
    const auto* linked = std::get_if<slack::Ok>(&link);
    if (linked == nullptr && !is_gone(link)) co_return to_outcome(link);
    slack::ApiOutcome answer = link;
    if (linked != nullptr) answer = co_await read_message(what.channel, what.ts, thread_in(linked->permalink));
    if (!is_answer(answer) && !is_gone(answer)) co_return to_outcome(answer);
    if (const auto* message = find(answer, what.ts); message != nullptr && !slack::is_tombstone(*message)) done.message = co_await fetched(*message, linked->permalink);
    else done.message.emplace().gone = true;
    co_return done;
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::RefreshCheckMark what, OutboxRow, Prepared prepared) {
    // In an archived channel nothing can be changed, and nobody looks for it.
    if (prepared.incident && prepared.incident->channel_archived) co_return Needless{};
    auto request = prepared.is_in_record ? slack::call::react(what.channel, what.ts, kCheckMark) : slack::call::unreact(what.channel, what.ts, kCheckMark);
    const auto answer = co_await call(std::move(request), what.channel);
    // Nothing can stand on it, and nobody can mend that.
    const bool is_full = is_refused_as(answer, "too_many_reactions") || is_refused_as(answer, "too_many_emoji");
    if (is_gone(answer) || is_full) co_return Needless{};
    co_return to_outcome(answer);
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::AnswerInChannel what, OutboxRow row, Prepared prepared) {
    Reply shown = say(std::move(what.text));
    shown.offers = std::move(what.offers);
    auto message = slack::reply_message(shown, card_context());
    if (what.card && prepared.incident) message = slack::with_card(shown.text, *prepared.incident, what.channel, card_context());
    // For nobody alone: it was asked to be shared.
    if (what.user.empty()) co_return co_await post(what.channel, std::move(message), std::move(row), {}, what.thread);
    const auto answer = co_await call(slack::call::post_ephemeral(what.channel, what.user, message, what.thread), what.channel);
    if (what.or_direct && is_refused_as(answer, "user_not_in_channel")) co_return co_await post_direct(what.user, std::move(message), std::move(row));
    // Whoever left meanwhile needs it no more.
    if (is_refused_as(answer, "user_not_in_channel") || is_refused_as(answer, "is_archived")) co_return Needless{};
    co_return to_outcome(answer);
}

}  // namespace tocsin::outbox
