#include "bot/sandbox_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"

namespace tocsin {
namespace {

using sandbox::SlackWorkspace;

std::string readable(const std::string& text, const std::string& blocks) {
    std::string out = SlackWorkspace::visible_text(blocks.empty() ? text : std::string(), blocks);
    // Slack shows a date token in the reader's zone; here its UTC fallback is shown.
    for (std::size_t at = out.find("<!date^"); at != std::string::npos; at = out.find("<!date^", at)) {
        const std::size_t bar = out.find('|', at);
        const std::size_t end = out.find('>', at);
        if (bar == std::string::npos || end == std::string::npos || bar > end) break;
        out = out.substr(0, at) + out.substr(bar + 1, end - bar - 1) + out.substr(end + 1);
    }
    for (const auto& [from, to] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}}) out = text::replace_all(std::move(out), from, to);
    return out;
}

std::string who(const sandbox::World& world, const sandbox::SlackMessage& message) {
    if (!message.bot_id.empty()) return "tocsin";
    const auto& users = world.slack.state().users;
    const auto found = users.find(message.user);
    return found == users.end() ? message.user : found->second.name;
}

/// `#inc-1-…`, or `@alice` for what the program writes to one person.
std::string title_of(const sandbox::World& world, const sandbox::SlackChannel& channel) {
    if (!channel.is_im) return "#" + channel.name;
    for (const auto& [id, user] : world.slack.state().users)
        if (channel.has_member(id) && !user.is_bot) return "@" + user.name;
    return "@" + channel.id;
}

/// Channels that have something in them, incidents last.
std::vector<const sandbox::SlackChannel*> channels_of(const sandbox::World& world) {
    std::vector<const sandbox::SlackChannel*> out;
    for (const auto& [id, channel] : world.slack.state().channels)
        if (!channel.messages.empty() || !channel.topic.empty()) out.push_back(&channel);
    std::ranges::sort(out, {}, [](const auto* c) { return std::pair{c->created, c->id}; });
    return out;
}

std::string html(std::string_view text) {
    std::string out;
    for (char c : text) {
        switch (c) {
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '&': out += "&amp;"; break;
            case '"': out += "&quot;"; break;
            default: out += c;
        }
    }
    return out;
}

constexpr std::string_view kStyle =
    "body{font:15px/1.45 system-ui,sans-serif;margin:0;background:#f4f4f6;color:#1d1c1d}main{max-width:56rem;margin:0 auto;padding:1.5rem}"
    "section{background:#fff;border-radius:8px;padding:.8rem 1.2rem;margin:0 0 1.2rem;box-shadow:0 1px 3px #0002}h1{font-size:1.3rem}"
    "h2{font-size:1.05rem;margin:.2rem 0}.topic{color:#616061;margin:0 0 .6rem}.m{border-top:1px solid #eee;padding:.45rem 0;white-space:pre-wrap}"
    ".m b{margin-right:.5rem}.p{background:#fff8e6}small{color:#616061}";

/// Their own newest answers, then the channel's messages, newest first.
std::vector<std::string> places_with_buttons(const sandbox::SlackWorkspace& slack, const std::string& user, const std::string& channel) {
    std::vector<std::string> places;
    for (const auto& answer : slack.ephemerals(user))
        if (answer.channel == channel) places.insert(places.begin(), answer.ts);
    const auto messages = slack.messages(channel);
    for (auto it = messages.rbegin(); it != messages.rend(); ++it) places.push_back(it->ts);
    return places;
}

/// What a button says, after its action, incident and status: `1 approve ok`.
std::string argument_of(const sandbox::ShownButton& button) {
    constexpr std::ptrdiff_t kFieldsBefore = 5;
    const auto fields = text::split(button.value, ':');
    std::string out;
    for (auto field = fields.begin() + std::min(kFieldsBefore, std::ssize(fields)); field != fields.end(); ++field) out += (out.empty() ? "" : ":") + std::string(*field);
    return out;
}

bool is_meant(const sandbox::ShownButton& button, const std::string& word) {
    const std::string says = " " + text::lower(argument_of(button)) + " ";
    return !word.empty() && (button.action.contains(word) || text::lower(button.label).contains(word) || says.contains(" " + word + " "));
}

}  // namespace

std::string world_as_text(const sandbox::World& world) {
    std::string out;
    for (const auto* channel : channels_of(world)) {
        out += fmt::format("{}{}\n", title_of(world, *channel), channel->archived ? " (archived)" : "");
        if (!channel->topic.empty()) out += "  topic: " + channel->topic + "\n";
        for (const auto& message : channel->messages) {
            if (message.deleted) continue;
            const bool pinned = std::ranges::find(channel->pinned, message.ts) != channel->pinned.end();
            const std::string body = text::replace_all(std::string(text::trim(readable(message.text, message.blocks))), "\n", "\n      ");
            out += fmt::format("  {}{}: {}\n", pinned ? "[pinned] " : "", who(world, message), body);
        }
        out += "\n";
    }
    for (const auto& message : world.twilio.messages()) out += fmt::format("SMS to {}: {}\n", message.to, message.body);
    for (const auto& call : world.twilio.calls()) out += fmt::format("call to {}: {}\n", call.to, call.speech);
    for (const auto& mail : world.mail.mails()) out += fmt::format("mail to {}: {}\n", mail.to, mail.subject);
    for (const auto& incident : world.pagerduty.incidents())
        out += fmt::format("PagerDuty #{} {} [{}] {}\n", incident.number, incident.title, incident.status, incident.anybody_notified() ? "somebody was notified" : "nobody was notified");
    return out;
}

std::string world_as_page(const sandbox::World& world) {
    std::string out = fmt::format("<!doctype html><html lang=en><meta charset=utf-8><meta http-equiv=refresh content=2><title>tocsin sandbox</title><style>{}</style><main>"
                                  "<h1>tocsin sandbox</h1><p>A simulated Slack workspace and PagerDuty account. Nothing here leaves this machine.</p>", kStyle);
    const auto channels = channels_of(world);
    if (channels.empty()) out += "<section>Nothing has happened yet. Try <code>tocsin sandbox send '/incident declare sev2 Checkout is failing'</code>.</section>";
    for (auto it = channels.rbegin(); it != channels.rend(); ++it) {
        const auto& channel = **it;
        out += fmt::format("<section><h2>{}{}</h2><p class=topic>{}</p>", html(title_of(world, channel)), channel.archived ? " (archived)" : "", html(channel.topic));
        for (const auto& message : channel.messages) {
            if (message.deleted) continue;
            const bool pinned = std::ranges::find(channel.pinned, message.ts) != channel.pinned.end();
            out += fmt::format("<div class='m{}'><b>{}</b>{}{}</div>", pinned ? " p" : "", html(who(world, message)), html(readable(message.text, message.blocks)),
                               message.edited ? " <small>(edited)</small>" : "");
        }
        out += "</section>";
    }
    out += "<section><h2>Phones and mail</h2>";
    for (const auto& message : world.twilio.messages()) out += fmt::format("<div class=m><b>SMS to {}</b>{}</div>", html(message.to), html(message.body));
    for (const auto& call : world.twilio.calls()) out += fmt::format("<div class=m><b>call to {}</b>{}</div>", html(call.to), html(call.speech));
    for (const auto& mail : world.mail.mails()) out += fmt::format("<div class=m><b>mail to {}</b>{}</div>", html(mail.to), html(mail.subject));
    out += "</section><section><h2>PagerDuty</h2>";
    for (const auto& incident : world.pagerduty.incidents())
        out += fmt::format("<div class=m><b>#{}</b>{} <small>{}, {}</small></div>", incident.number, html(incident.title), html(incident.status),
                           incident.anybody_notified() ? "somebody was notified" : "nobody was notified");
    return out + "</section></main></html>";
}

std::string readable(const sandbox::SlackMessage& message) { return readable(message.text, message.blocks); }

VisibleButton find_button(const sandbox::SlackWorkspace& slack, const std::string& user, const std::string& channel, const std::string& word) {
    for (const auto& ts : places_with_buttons(slack, user, channel))
        for (const auto& button : slack.shown_buttons(channel, ts))
            if (is_meant(button, text::lower(text::trim(word)))) return {ts, button.action};
    return {};
}

std::string buttons_as_text(const sandbox::SlackWorkspace& slack, const std::string& user, const std::string& channel) {
    std::string out;
    for (const auto& ts : places_with_buttons(slack, user, channel))
        for (const auto& button : slack.shown_buttons(channel, ts)) {
            const auto argument = argument_of(button);
            out += fmt::format("  {:<16} {}{}\n", button.label, button.action.substr(button.action.find('.') + 1), argument.empty() ? "" : "  '" + argument + "'");
        }
    return out;
}

std::string newest_answer(const sandbox::World& world, const std::string& user) {
    const auto answers = world.slack.ephemerals(user);
    return answers.empty() ? std::string() : readable(answers.back().text, answers.back().blocks);
}

}  // namespace tocsin
