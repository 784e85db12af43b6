#include <algorithm>

#include "bot/base/json_cursor.hpp"
#include "bot/base/text.hpp"
#include "bot/slack/api.hpp"
#include "bot/slack/directory.hpp"
#include "bot/slack/error_table.hpp"
#include "bot/slack/inbound_parts.hpp"

namespace tocsin::slack {
namespace {

constexpr std::int64_t kDefaultRetrySeconds = 30;
constexpr std::int64_t kMaxRetrySeconds = 3600;

RateLimited rate_limited(std::string_view retry_after) {
    const auto given = text::parse_int(text::trim(retry_after)).value_or(kDefaultRetrySeconds);
    return {std::chrono::seconds(std::clamp<std::int64_t>(given, 1, kMaxRetrySeconds))};
}

/// What the status alone decides; nothing for 2xx.
std::optional<ApiOutcome> by_status(int status, std::string_view retry_after) {
    if (status == 429) return rate_limited(retry_after);
    if (status >= 500) return Retryable{"Slack answered HTTP " + std::to_string(status), true};
    if (status == 408) return Retryable{"Slack answered HTTP 408", true};
    if (status < 200 || status > 299)
        return Permanent{"http_" + std::to_string(status),
                         "Slack answered HTTP " + std::to_string(status) + ". Check slack.api_url in the configuration."};
    return std::nullopt;
}

ApiOutcome by_code(const std::string& code, std::string_view detail, std::string_view retry_after) {
    const auto meaning = meaning_of(code);
    const auto kind = meaning ? meaning->kind : ErrorClass::permanent;
    switch (kind) {
        case ErrorClass::already: return Already{code};
        case ErrorClass::rate_limited: return rate_limited(retry_after);
        case ErrorClass::retry: return Retryable{"Slack answered " + code, false};
        case ErrorClass::retry_unsure: return Retryable{"Slack answered " + code, true};
        case ErrorClass::permanent: break;
    }
    std::string sentence(meaning ? meaning->sentence : "Slack refused this for a reason that tocsin does not know.");
    sentence += " (Slack: " + code + (detail.empty() ? "" : ", " + text::truncate(detail, 300)) + ")";
    return Permanent{code, std::move(sentence)};
}

/// What helps beside the code: the scope that is missing, or which block was wrong.
std::string detail_of(const JsonCursor& root) {
    std::string detail = root.scalar_or("needed");
    if (!detail.empty()) return "needed: " + detail;
    for (const auto& line : root.object_or("response_metadata")["messages"].elements())
        detail += (detail.empty() ? "" : "; ") + line.scalar();
    return detail;
}

/// conversations.invite answers for each person. Done if every person is in the channel; else the first who is not.
ApiOutcome by_invitations(const JsonCursor& root, const std::string& code, std::string_view retry_after) {
    ApiOutcome outcome = by_code(code, detail_of(root), retry_after);
    for (const auto& failure : root["errors"].elements()) {
        const std::string user = failure.scalar_or("user");
        ApiOutcome one = by_code(failure.scalar_or("error", code), user, retry_after);
        if (!std::holds_alternative<Already>(one)) return one;
        outcome = std::move(one);
    }
    return outcome;
}

HistoryMessage history_message(const JsonCursor& message) {
    const auto metadata = message.object_or("metadata");
    HistoryMessage out{MessageTs(message.text_or("ts")), {}, {}, message_of(message, {})};
    if (metadata.text_or("event_type") != "tocsin_delivery") return out;
    // Slack hands numbers back as they were sent; other clients have been seen to turn them into texts.
    const auto payload = metadata.object_or("event_payload");
    const auto id_in = [&](std::string_view name) { return OutboxId(text::parse_int(payload.scalar_or(name)).value_or(0)); };
    out.row = id_in("row");
    out.through = id_in("through");
    return out;
}

Ok fields_of(const JsonCursor& root, Time now) {
    Ok ok;
    const auto channel = root["channel"];
    ok.channel = ChannelId(channel.is_object() ? channel.text_or("id") : root.text_or("channel"));
    ok.channel_name = channel.is_object() ? channel.text_or("name") : std::string();
    ok.is_private = channel.is_object() && channel.flag_or("is_private", false);
    ok.ts = MessageTs(root.text_or("ts"));
    if (root["user"].is_object()) ok.user = person_of(root["user"], now);
    ok.upload_url = root.text_or("upload_url");
    ok.file_id = root.text_or("file_id");
    ok.team = TeamId(root.text_or("team_id"));
    ok.user_id = UserId(root.text_or("user_id"));
    ok.bot_id = root.text_or("bot_id");
    for (const auto& message : root["messages"].elements()) ok.messages.push_back(history_message(message));
    for (const auto& listed : root["channels"].elements())
        ok.channels.push_back({ChannelId(listed.text("id")), listed.text_or("name"), UserId(listed.text_or("creator")),
                               listed.flag_or("is_archived", false)});
    for (const auto& group : root["usergroups"].elements()) ok.groups.push_back({group.text("id"), group.text_or("handle", group.text_or("name"))});
    ok.permalink = root.text_or("permalink");
    ok.is_member = channel.is_object() && channel.flag_or("is_member", false);
    ok.is_archived = channel.is_object() && channel.flag_or("is_archived", false);
    ok.socket_url = root.text_or("url");
    for (const std::string_view listed : {"users", "members"})
        for (const auto& user : root[listed].elements()) ok.users.emplace_back(user.scalar());
    ok.view_hash = root.object_or("view").text_or("hash");
    ok.next_cursor = root.object_or("response_metadata").text_or("next_cursor");
    ok.permalink = root.text_or("permalink");
    return ok;
}

}  // namespace

ApiOutcome classify(std::string_view method, int http_status, std::string_view retry_after, std::string_view body, Time now) {
    if (auto decided = by_status(http_status, retry_after)) return *decided;
    const auto document = JsonDocument::parse(body);
    // A proxy's page instead of Slack's answer says nothing about whether Slack acted.
    if (!document) return Retryable{"Slack's answer to " + std::string(method) + " " + document.error().message, true};
    const auto root = document->root();
    if (!root.flag_or("ok", false)) {
        const std::string code = root.text_or("error", "unknown_error");
        return method == "conversations.invite" ? by_invitations(root, code, retry_after)
                                                : by_code(code, detail_of(root), retry_after);
    }
    Ok ok = fields_of(root, now);
    if (document->error()) return Retryable{"Slack's answer to " + std::string(method) + ": " + document->error()->message, true};
    return ok;
}

ApiOutcome classify_response_url(int http_status, std::string_view retry_after, std::string_view body) {
    const std::string word = text::truncate(text::sanitize(text::trim(body)), 100);
    // Slack answers a used-up or expired response_url with 404 and the code as plain text; one of a channel that is gone with 410.
    if (meaning_of(word) && http_status < 500 && http_status != 429) return by_code(word, {}, retry_after);
    if (http_status == 404 || http_status == 410) return by_code("expired_url", {}, retry_after);
    if (auto decided = by_status(http_status, retry_after)) return *decided;
    return Ok{};
}

ApiOutcome classify_upload(int http_status, std::string_view retry_after) {
    if (auto decided = by_status(http_status, retry_after)) return *decided;
    return Ok{};
}

}  // namespace tocsin::slack
