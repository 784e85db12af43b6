#include "handlers/mention.hpp"

#include "bot/base/text.hpp"
#include "bot/slack/mentions.hpp"
#include "bot/slack/message_text.hpp"
#include "handlers/grammar.hpp"
#include "handlers/run_command.hpp"

namespace tocsin::handlers {
namespace {

/// Into the thread where it was asked, or into the channel; with `--share` for everybody there. In a direct message there is nobody else, and
/// what only one person sees is gone when they look again.
void answer(Context& context, const slack::InboundMessage& asked, const Reply& reply) {
    const bool for_all = reply.shared || asked.channel.value.starts_with('D');
    delivery::AnswerInChannel out{asked.channel, for_all ? UserId() : asked.user, asked.thread, reply.text, reply.offers, reply.with_card};
    context.work().enqueue(reply.incident, std::move(out));
}

Reply note(Context& context, const Mention& mention, const command::Note& command) {
    const auto& message = mention.message;
    MarkNews news{message.channel, message.ts, kMentionMark, EntryKind::timeline, message.ts, true};
    news.at = command.at;
    news.known = command.at ? Markup(command.text) : mention.note;
    news.files = message.files;
    return message_marked(context, news);
}

bool is_at_start(std::string_view escaped) { return text::trim(escaped).starts_with("<@"); }

}  // namespace

std::optional<Mention> read_mention(const Settings& settings, const slack::InboundMessage& message, const ParseContext& context) {
    const auto words = after_mention(message.text, settings.bot_user);
    if (!words) return std::nullopt;
    const std::string typed = slack::plain_words(*words);
    const bool is_verb = find_verb(typed.substr(0, typed.find_first_of(" \n\t"))) != nullptr;
    if (!is_verb && !is_at_start(message.text)) return std::nullopt;
    return Mention{message, parse(typed, context), note_in(settings, message.text).value_or(Markup())};
}

Reply mentioned(Context& context, const Mention& mention) {
    if (!mention.parsed) {
        Reply reply = refuse(mention.parsed.error());
        answer(context, mention.message, reply);
        return reply;
    }
    const auto* as_note = std::get_if<command::Note>(&mention.parsed->command);
    const bool is_here = mention.parsed->incident.none() && !context.tables().incidents.by_channel(mention.message.channel).none();
    // A note's answer is the check mark on it.
    if (as_note != nullptr && is_here && !mention.note.empty()) return note(context, mention, *as_note);
    Reply reply = run_command(context, *mention.parsed);
    answer(context, mention.message, reply);
    return reply;
}

}  // namespace tocsin::handlers
