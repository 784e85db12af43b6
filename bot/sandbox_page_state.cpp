// What one person sees of the simulated workspace, as JSON for the page's script. Pure; I/O thread.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "bot/sandbox_page.hpp"

namespace tocsin {
namespace {

using nlohmann::json;
using sandbox::SlackChannel;
using sandbox::SlackMessage;
using sandbox::SlackState;

/// Older ones are there for the program and not for the page, which is for looking at an incident.
constexpr std::size_t kMessagesShown = 300;

json parsed(const std::string& text) { return text.empty() ? json(nullptr) : json::parse(text, nullptr, false); }

json message_of(const SlackState& state, const SlackChannel& channel, const SlackMessage& message) {
    json out{{"ts", message.ts}, {"user", message.user}, {"text", message.text}, {"blocks", parsed(message.blocks)}};
    if (!message.bot_id.empty()) out["bot"] = true;
    if (!message.thread_ts.empty()) out["thread"] = message.thread_ts;
    if (message.edited) out["edited"] = true;
    if (std::ranges::find(channel.pinned, message.ts) != channel.pinned.end()) out["pinned"] = true;
    for (const auto& reaction : message.reactions) out["reactions"].push_back({{"name", reaction.name}, {"users", reaction.users}});
    for (const auto& id : message.files) {
        const auto& file = state.files.at(id);
        out["files"].push_back({{"id", id}, {"name", file.name}, {"bytes", file.bytes.size()}});
    }
    return out;
}

json messages_of(const SlackState& state, const SlackChannel& channel) {
    std::vector<const SlackMessage*> shown;
    for (const auto& message : channel.messages)
        if (!message.deleted) shown.push_back(&message);
    json out = json::array();
    const std::size_t first = shown.size() > kMessagesShown ? shown.size() - kMessagesShown : 0;
    for (std::size_t i = first; i < shown.size(); ++i) out.push_back(message_of(state, channel, *shown[i]));
    return out;
}

/// A person sees the channels they are in, and that the public ones are there to join.
json channels_of(const SlackState& state, const std::string& user) {
    json out = json::array();
    for (const auto& [id, channel] : state.channels) {
        const bool member = channel.has_member(user);
        if (!member && (channel.is_private || channel.is_im)) continue;
        json one{{"id", id},           {"name", channel.name},         {"topic", channel.topic},   {"private", channel.is_private},
                 {"im", channel.is_im}, {"archived", channel.archived}, {"member", member},          {"members", channel.members.size()}};
        one["created"] = unix_micros(channel.created);
        one["messages"] = messages_of(state, channel);
        out.push_back(std::move(one));
    }
    return out;
}

json people_of(const SlackState& state) {
    json out = json::array();
    for (const auto& [id, person] : state.users)
        out.push_back({{"id", id}, {"name", person.name}, {"bot", person.is_bot}, {"guest", person.is_guest}, {"admin", person.is_admin}, {"zone", person.tz}});
    return out;
}

json form_of(const sandbox::SlackView* view) {
    if (view == nullptr) return nullptr;
    return {{"id", view->id}, {"hash", view->hash}, {"view", parsed(view->view)}, {"errors", view->errors}};
}

/// Whose number or address it is, by the on-call file; empty if nobody's.
std::string name_at(const handlers::Settings& settings, const std::string& to) {
    const auto edition = settings.oncall->current();
    if (!edition) return {};
    for (const auto& one : edition->file.people)
        if (one.phone == to || one.email == to) return one.name;
    return {};
}

/// Oldest first, whatever it came by.
json phones_of(const sandbox::World& world, const handlers::Settings& settings) {
    std::multimap<Time, json> all;
    const auto add = [&](Time at, const char* how, const std::string& to, const std::string& text, json more) {
        more.update({{"how", how}, {"to", to}, {"name", name_at(settings, to)}, {"text", text}, {"at", unix_seconds(at)}});
        all.emplace(at, std::move(more));
    };
    for (const auto& message : world.twilio.messages()) add(message.at, "SMS", message.to, message.body, json::object());
    for (const auto& call : world.twilio.calls()) add(call.at, "call", call.to, call.speech, {{"call", call.sid}, {"asks", !call.action_url.empty()}});
    for (const auto& mail : world.mail.mails()) add(mail.at, "mail", mail.to, mail.subject, {{"body", mail.text}});
    for (const auto& reply : world.twilio.replies()) add(reply.at, reply.in_call ? "key" : "reply", reply.number, reply.text, {{"answer", reply.answer}});
    json out = json::array();
    for (auto& one : all) out.push_back(std::move(one.second));
    return out;
}

json pagerduty_of(const sandbox::World& world) {
    json out = json::array();
    for (const auto& incident : world.pagerduty.incidents())
        out.push_back({{"id", incident.id}, {"number", incident.number}, {"title", incident.title}, {"status", incident.status},
                       {"open", incident.open()}, {"notified", incident.anybody_notified()}, {"at", unix_seconds(incident.created)}});
    return out;
}

}  // namespace

std::string page_state(const sandbox::World& world, const handlers::Settings& settings, const std::string& user) {
    const SlackState& state = world.slack.state();
    json out{{"me", user},
             {"bot", state.options.bot_user},
             {"command", state.options.command},
             {"people", people_of(state)},
             {"channels", channels_of(state, user)},
             {"form", form_of(world.slack.form(user))},
             {"home", form_of(world.slack.home(user))},
             {"phones", phones_of(world, settings)},
             {"pagerduty", pagerduty_of(world)}};
    out["mine"] = json::array();
    for (const auto& seen : world.slack.ephemerals(user))
        out["mine"].push_back({{"ts", seen.ts}, {"channel", seen.channel}, {"text", seen.text}, {"blocks", parsed(seen.blocks)}});
    return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace tocsin
