#include "bot/slack/blocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/json_text.hpp"
#include "bot/base/text.hpp"
#include "bot/slack/block_parts.hpp"
#include "bot/slack/mrkdwn.hpp"

namespace tocsin::slack {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxTopic = 250;
constexpr std::size_t kMaxChannelName = 80;
constexpr std::size_t kMaxDigestLines = 100;
constexpr std::size_t kMaxActions = 25;

/// What Slack asks before the button counts; a page and a merge are confirmed by their button alone, so that they ask once.
std::optional<std::string> question_of(const Offer& offer) {
    if (offer.button.action == ButtonAction::resolve) return "The incident is set to resolved and everybody sees it.";
    const bool confirms = offer.button.action == ButtonAction::confirm_page || offer.button.action == ButtonAction::confirm_merge;
    if (offer.danger && !confirms) return "This cannot be taken back by a click.";
    return std::nullopt;
}

void add_offers(std::vector<json>& blocks, const std::vector<Offer>& offers) {
    json elements = json::array();
    std::size_t unfit = 0;
    for (const Offer& offer : offers) {
        const auto made = parts::button(offer.button, {offer.label, offer.danger ? "danger" : "", question_of(offer),
                                                       static_cast<int>(elements.size())});
        if (made && elements.size() < kMaxActions) elements.push_back(*made);
        else ++unfit;
    }
    if (unfit > 0)
        blocks.push_back(parts::context_line(std::to_string(unfit) + " more could not be offered as a button. Type the command instead."));
    if (!elements.empty()) blocks.push_back({{"type", "actions"}, {"elements", std::move(elements)}});
}

/// Every run of what a channel name may not hold becomes one dash.
std::string channel_letters(std::string_view s) {
    std::string out;
    for (char c : text::lower(s)) {
        const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        if (fits) out += c;
        else if (!out.empty() && out.back() != '-') out += '-';
    }
    while (out.ends_with('-')) out.pop_back();
    return out;
}

}  // namespace

Message line_message(const Markup& line, const Names& names) {
    return parts::text_message(line, names);
}

Message calling_here(Message message) {
    const bool alone = message.blocks.starts_with("[]");
    message.blocks.insert(1, parts::section("<!here>").dump() + (alone ? "" : ","));
    return message;
}

Message digest_message(std::span<const Markup> lines, const Names& names) {
    const std::size_t dropped = lines.size() > kMaxDigestLines ? lines.size() - kMaxDigestLines : 0;
    Markup text("While Slack could not be reached, this happened:");
    if (dropped > 0) text << ("\n(" + std::to_string(dropped) + " older lines are in the timeline)");
    for (const Markup& line : lines.subspan(dropped)) text << "\n• " << line;
    const std::string summary = "tocsin caught up: " + std::to_string(lines.size()) + " lines";
    return parts::message(summary, parts::sections(text, names));
}

Message reply_message(const Reply& reply, const CardContext& context, const Incident* card) {
    if (reply.with_card && card != nullptr) return card_message(*card, context);
    if (reply.offers.empty()) return parts::text_message(reply.text, context.names);
    auto blocks = parts::sections(reply.text, context.names);
    add_offers(blocks, reply.offers);
    return parts::message(parts::fallback_text(reply.text, context.names), std::move(blocks));
}

Message with_card(const Markup& words, const Incident& incident, const ChannelId& shown_in, const CardContext& context) {
    auto blocks = parts::sections(words, context.names);
    const Message card = card_message(incident, context);
    // A copy that nobody draws anew: what can be done stands on the card itself.
    for (auto& block : json::parse(card.blocks))
        if (block["type"] != "actions") blocks.push_back(std::move(block));
    Markup where("What can be done has its buttons on the card that is pinned ");
    if (shown_in == incident.channel) where << "here.";
    else if (incident.channel.empty()) where << "in its channel.";
    else (where << "in ").channel(incident.channel.value) << ".";
    blocks.push_back(parts::context_line(mrkdwn(where, context.names, parts::kMaxSection)));
    return parts::message(parts::fallback_text(words, context.names), std::move(blocks));
}

std::string response_body(const Message& message, bool shared) {
    std::string text;
    append_json_string(text, message.text);
    // The blocks are JSON already. `replace_original`: a button's press must not make the message vanish in which it was.
    return fmt::format(R"({{"blocks":{},"replace_original":false,"response_type":"{}","text":{}}})", message.blocks,
                       shared ? "in_channel" : "ephemeral", text);
}

std::string topic_text(const Incident& incident, const CardContext& context) {
    std::string topic = incident.drill ? "DRILL · " : "";
    topic += incident.severity == Severity::unset ? "no severity" : std::string(name_of(incident.severity));
    topic += " · " + std::string(name_of(incident.status));
    const ActorId& lead = incident.role(Role::lead);
    topic += lead.empty() ? " · no lead" : " · lead " + context.names.person(lead.value);
    topic += " · " + incident.title;
    return mrkdwn(Markup(text::one_line(topic)), context.names, kMaxTopic);
}

std::string purpose_text(const Incident& incident, const CardContext& context) {
    std::string purpose = display_name(context.incident_key, incident.number);
    if (!incident.service.empty()) purpose += " (" + incident.service.value + ")";
    purpose += ": " + (incident.summary.empty() ? incident.title : incident.summary);
    return mrkdwn(Markup(text::one_line(purpose)), context.names, kMaxTopic);
}

std::string channel_name(std::string_view pattern, std::string_view incident_key, IncidentNumber number,
                         std::string_view title, int suffix) {
    const std::string ending = suffix > 0 ? "-" + std::to_string(suffix) : "";
    std::string name = text::replace_all(std::string(pattern), "{number}", std::to_string(number.value));
    name = text::replace_all(std::move(name), "{key}", std::string(incident_key));
    name = channel_letters(text::replace_all(std::move(name), "{slug}", text::slug(title, kMaxChannelName)));
    if (name.empty()) name = "incident-" + std::to_string(number.value);
    name.resize(std::min(name.size(), kMaxChannelName - ending.size()));
    while (name.ends_with('-')) name.pop_back();
    return name + ending;
}

}  // namespace tocsin::slack
