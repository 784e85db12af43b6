#include "bot/slack/socket_mode.hpp"

#include <map>
#include <nlohmann/json.hpp>

#include "bot/base/json_cursor.hpp"
#include "bot/slack/form.hpp"

namespace tocsin::slack {
namespace {

using Fields = std::map<std::string, std::string, std::less<>>;

SocketGoodbye goodbye(const JsonCursor& frame) {
    using enum SocketGoodbye::Reason;
    constexpr std::pair<std::string_view, SocketGoodbye::Reason> reasons[] = {
        {"warning", warning}, {"refresh_requested", refresh_requested}, {"link_disabled", link_disabled}, {"too_many_websockets", too_many_websockets}};
    SocketGoodbye out{other, frame.scalar_or("reason")};
    for (const auto& [word, reason] : reasons)
        if (word == out.word) out.reason = reason;
    return out;
}

/// The fields that the command's form would have.
std::string command_form(const JsonCursor& payload) {
    Fields fields;
    for (const auto& name : payload.keys()) fields[name] = payload.scalar_or(name);
    return encode_form(fields);
}

SocketEnvelope envelope(const JsonCursor& frame, const std::string& type) {
    SocketEnvelope out{frame.text("envelope_id"), type, frame.flag_or("accepts_response_payload", false), {}, {}};
    if (out.id.empty()) frame["envelope_id"].complain("is empty");
    const auto payload = frame.object("payload");
    if (type == "events_api") {
        out.content_type = "application/json";
        out.body = payload.to_json();
    } else if (type == "slash_commands" || type == "interactive") {
        out.content_type = "application/x-www-form-urlencoded";
        out.body = type == "interactive" ? encode_form({{"payload", payload.to_json()}}) : command_form(payload);
    }
    return out;
}

}  // namespace

Result<SocketFrame> decode_frame(std::string_view text) {
    const auto document = JsonDocument::parse(text);
    if (!document) return fail(document.error().code, "the frame " + document.error().message);
    const auto root = document->root();
    const std::string type = root.text("type");
    SocketFrame decoded = OtherFrame{type};
    if (type == "hello") decoded = SocketHello{static_cast<int>(root.number_or("num_connections", 1))};
    else if (type == "disconnect") decoded = goodbye(root);
    else if (root["envelope_id"].present() || root["payload"].present()) decoded = envelope(root, type);
    if (document->error()) return std::unexpected(*document->error());
    return decoded;
}

std::string envelope_id_in(std::string_view text) {
    const auto document = JsonDocument::parse(text);
    return document ? document->root().scalar_or("envelope_id") : std::string();
}

std::string acknowledgement(const std::string& envelope_id, std::string_view answer) {
    nlohmann::json out{{"envelope_id", envelope_id}};
    auto payload = answer.empty() ? nlohmann::json() : nlohmann::json::parse(answer, nullptr, false);
    if (payload.is_object()) out["payload"] = std::move(payload);
    return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace tocsin::slack
