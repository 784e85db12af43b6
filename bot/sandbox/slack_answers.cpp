// What the app says back to people: its answers to commands and presses, and what it posts to response URLs.
// Rules: Slack's "Handling user interaction" page (5 uses in 30 minutes, delete_original alone, ephemeral by
// default).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/sandbox/block_kit_check.hpp"
#include "bot/sandbox/contains.hpp"
#include "bot/sandbox/slack_methods.hpp"
#include "bot/sandbox/slack_workspace.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

constexpr int kUses = 5;
constexpr auto kLife = std::chrono::minutes{30};
constexpr std::size_t kText = 4000;
constexpr auto kKeys = std::to_array<std::string_view>(
    {"text", "blocks", "attachments", "response_type", "replace_original", "delete_original", "thread_ts",
     "mrkdwn", "parse", "link_names", "unfurl_links", "unfurl_media"});

struct Said {
    MessageContent content;
    bool in_channel = false;
    bool replaces = false;
    bool deletes = false;
    std::string thread_ts;
};

bool is_true(const json& payload, std::string_view key) {
    const auto found = payload.find(key);
    return found != payload.end() && (*found == true || *found == "true");
}

/// Who sees an answer, and in place of what.
struct Place {
    std::string channel;
    std::string user;
    std::string message_ts;
    bool on_ephemeral = false;
    std::string via;
};

std::expected<Said, std::string> parse_said(const json& payload) {
    if (!payload.is_object()) return std::unexpected("invalid_payload");
    for (const auto& [key, value] : payload.items())
        if (!contains(kKeys, std::string_view(key)))
            return std::unexpected("invalid_payload: unknown key " + key);
    Said said;
    for (const char* key : {"response_type", "text", "thread_ts", "parse"})
        if (payload.contains(key) && !payload[key].is_string())
            return std::unexpected(fmt::format("invalid_payload: {}", key));
    const std::string type = payload.value("response_type", "ephemeral");
    if (type != "ephemeral" && type != "in_channel")
        return std::unexpected("invalid_payload: response_type " + type);
    said.in_channel = type == "in_channel";
    said.replaces = is_true(payload, "replace_original");
    said.deletes = is_true(payload, "delete_original");
    if (said.deletes && payload.size() > 1)
        return std::unexpected("invalid_payload: delete_original must be alone");
    if (said.deletes) return said;
    said.content.text = payload.value("text", "");
    said.thread_ts = payload.value("thread_ts", "");
    said.content.parse_names = is_true(payload, "link_names") || payload.value("parse", "") == "full";
    if (said.content.text.size() > kText) return std::unexpected("msg_too_long");
    if (payload.contains("blocks")) {
        said.content.blocks =
            payload["blocks"].is_string() ? payload["blocks"].get<std::string>() : payload["blocks"].dump();
        const auto problems = check_blocks(said.content.blocks, BlockSurface::message);
        if (!problems.empty()) return std::unexpected("invalid_blocks " + text::join(problems, "; "));
    }
    return said;
}

void replace(SlackState& state, Time now, const Place& place, const Said& said) {
    if (place.on_ephemeral) {
        SlackEphemeral* original = state.ephemeral(place.channel, place.message_ts);
        if (original && said.deletes) original->deleted = true;
        if (!original || said.deletes) return;
        original->text = said.content.text;
        original->blocks = said.content.blocks;
        return;
    }
    SlackMessage* original = state.message(place.channel, place.message_ts);
    if (original && said.deletes)
        original->deleted = true;
    else if (original)
        edit_message(*original, now, said.content.text, said.content.blocks);
}

std::expected<void, std::string> show(SlackState& state, Time now, const Place& place, const Said& said) {
    SlackChannel* channel = state.channel(place.channel);
    if (channel && channel->archived) return std::unexpected("channel_is_archived");
    if ((said.replaces || said.deletes) && !place.message_ts.empty()) {
        replace(state, now, place, said);
        note_live_mentions(state, now, place.via, place.channel, place.message_ts, said.content);
        return {};
    }
    if (said.deletes) return {};
    if (said.content.text.empty() && said.content.blocks.empty()) return std::unexpected("no_text");
    std::string ts;
    if (said.in_channel && channel) {
        SlackMessage& message =
            append_message(state, *channel, now, said.content, state.options.bot_user, state.options.bot_id);
        message.thread_ts = said.thread_ts;
        ts = message.ts;
    } else {
        ts = state.next_ts(now);
        state.ephemerals.push_back(
            {now, ts, place.channel, place.user, said.content.text, said.content.blocks, place.via, false});
    }
    note_live_mentions(state, now, place.via, place.channel, ts, said.content);
    return {};
}

std::string form_field(std::string_view body, std::string_view name) {
    net::Request request;
    request.target = fmt::format("/?{}", body);
    return request.query(name);
}

}  // namespace

Outcome SlackWorkspace::response_url(const net::Request& request) {
    const Time now = clock_.now();
    const auto finish = [&](int status, const std::string& word) {
        if (state_.options.keep_calls)
            state_.calls.push_back(
                {now, "response_url", text::sanitize(request.body), status == 200 ? "ok" : word});
        if (status != 200 && word != "channel_is_archived")
            state_.violations.push_back({now, "response_url", word});
        return net::json_response(
            status, status == 200 ? R"({"ok":true})" : json{{"ok", false}, {"error", word}}.dump());
    };
    const auto fault = faults_.take("response_url");
    if (fault && !fault->applies()) {
        if (fault->kind == Fault::Kind::drop_before || fault->kind == Fault::Kind::hang_before)
            return NoAnswer{false, fault->kind == Fault::Kind::hang_before};
        auto response = net::text_response(fault->status, fault->body);
        if (fault->kind == Fault::Kind::rate_limited)
            response.headers.add(
                "Retry-After",
                std::to_string(std::chrono::ceil<std::chrono::seconds>(fault->retry_after).count()));
        return response;
    }
    const auto found = state_.response_urls.find(std::string(request.path()));
    if (found == state_.response_urls.end()) return finish(404, "expired_url");
    SlackResponseUrl& url = found->second;
    if (url.uses >= kUses || now - url.minted > kLife) return finish(404, "expired_url");
    ++url.uses;
    if (request.method != "POST") return finish(405, "invalid_post_type");
    if (!text::lower(request.headers.get("Content-Type")).starts_with("application/json"))
        return finish(400, "invalid_post_type");
    const auto said = parse_said(json::parse(request.body, nullptr, false));
    if (!said) return finish(400, said.error());
    const Place place{url.channel, url.user, url.message_ts, url.on_ephemeral, "response_url"};
    if (auto ok = show(state_, now, place, *said); !ok)
        return finish(ok.error() == "channel_is_archived" ? 410 : 400, ok.error());
    net::Response answer = finish(200, "ok");
    if (fault) return NoAnswer{true, fault->kind == Fault::Kind::hang_after};
    return answer;
}

void SlackWorkspace::take_answer(const net::Request& sent, const net::Response& answer) {
    const Time now = clock_.now();
    const auto violation = [&](std::string what) {
        state_.violations.push_back({now, "answer", std::move(what)});
    };
    const bool is_command = sent.body.contains("command=");
    const Place place{
        form_field(sent.body, "channel_id"), form_field(sent.body, "user_id"), {}, false, "answer"};
    if (answer.status != 200) {
        violation(fmt::format("HTTP {} to {}", answer.status, sent.target));
        if (is_command)
            state_.ephemerals.push_back(
                {now,
                 state_.next_ts(now),
                 place.channel,
                 place.user,
                 state_.options.command + " failed with the error \"dispatch_failed\"",
                 {},
                 "answer",
                 false});
        return;
    }
    if (const std::string payload = form_field(sent.body, "payload"); !is_command && !payload.empty()) {
        const std::string type = json::parse(payload).value("type", "");
        if (type == "view_submission" || type == "block_suggestion") return take_form_answer(payload, answer);
    }
    if (answer.body.empty()) return;
    if (!is_command) return violation("a press is answered with an empty body, not with " + answer.body);
    const bool is_json = text::lower(answer.headers.get("Content-Type")).starts_with("application/json");
    const json payload = is_json ? json::parse(answer.body, nullptr, false) : json{{"text", answer.body}};
    const auto said = parse_said(payload);
    if (!said) return violation(said.error());
    // `{"response_type":"in_channel"}` alone only echoes the command.
    const bool echo = said->in_channel && said->content.text.empty() && said->content.blocks.empty();
    if (echo) return;
    if (auto ok = show(state_, now, place, *said); !ok) violation(ok.error());
}

const SlackChannel* SlackWorkspace::channel_named(std::string_view name) const {
    const auto found =
        std::ranges::find_if(state_.channels, [&](const auto& entry) { return entry.second.name == name; });
    return found == state_.channels.end() ? nullptr : &found->second;
}

std::vector<SlackMessage> SlackWorkspace::messages(const std::string& channel) const {
    std::vector<SlackMessage> out;
    const auto found = state_.channels.find(channel);
    if (found == state_.channels.end()) return out;
    std::ranges::copy_if(found->second.messages, std::back_inserter(out),
                         [](const auto& m) { return !m.deleted; });
    return out;
}

std::vector<SlackEphemeral> SlackWorkspace::ephemerals(const std::string& user) const {
    std::vector<SlackEphemeral> out;
    std::ranges::copy_if(state_.ephemerals, std::back_inserter(out),
                         [&](const auto& e) { return e.user == user && !e.deleted; });
    return out;
}

std::vector<CallRecord> SlackWorkspace::calls(std::string_view method) const {
    std::vector<CallRecord> out;
    std::ranges::copy_if(state_.calls, std::back_inserter(out),
                         [&](const auto& call) { return call.method == method; });
    return out;
}

}  // namespace tocsin::sandbox
