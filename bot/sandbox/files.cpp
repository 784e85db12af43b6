// files.*: the external upload pair of calls. The bytes go to the upload URL between them
// (slack_workspace.cpp).
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "bot/sandbox/slack_methods.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

constexpr std::size_t kAltText = 1000;

struct Completion {
    SlackFile* file;
    std::string title;
};

std::expected<std::vector<Completion>, SlackRefusal> files_of(const SlackCall& call) {
    const json list = json::parse(call.text("files"), nullptr, false);
    if (!list.is_array() || list.empty())
        return refuse("invalid_arguments", {"[ERROR] files must be an array [json-pointer:/files]"});
    std::vector<Completion> out;
    for (const json& item : list) {
        if (!item.is_object() || !item.contains("id") || !item["id"].is_string())
            return refuse("invalid_arguments", {"[ERROR] missing required field: id [json-pointer:/files]"});
        const auto found = call.state.files.find(item["id"].get<std::string>());
        // Without the bytes, and a second time, there is nothing to complete.
        if (found == call.state.files.end() || !found->second.uploaded || found->second.completed)
            return refuse("file_not_found");
        const bool titled = item.contains("title") && item["title"].is_string();
        out.push_back({&found->second, titled ? item["title"].get<std::string>() : found->second.name});
    }
    return out;
}

}  // namespace

SlackAnswer files_get_upload_url(const SlackCall& call) {
    const long long length = call.number("length", 0);
    if (length <= 0) return refuse("missing_argument");
    if (call.text("alt_txt").size() > kAltText) return refuse("alt_txt_too_large");
    SlackFile file;
    file.id = call.state.next_id("F");
    file.name = call.text("filename");
    file.length = static_cast<std::size_t>(length);
    file.upload_path = fmt::format("/upload/v1/{}", call.state.next_id("u"));
    call.state.files[file.id] = file;
    return json{{"upload_url", call.state.options.files_url + file.upload_path}, {"file_id", file.id}};
}

SlackAnswer files_complete_upload(const SlackCall& call) {
    auto completions = files_of(call);
    if (!completions) return std::unexpected(completions.error());
    SlackChannel* channel = nullptr;
    if (call.has("channel_id")) {
        auto found = call.channel(true, "channel_id");
        if (!found) return std::unexpected(found.error());
        channel = *found;
    }
    const MessageContent comment{call.text("initial_comment"), {}, {}, false};
    json out = json::array();
    std::vector<std::string> ids;
    for (auto& [file, title] : *completions) {
        file->completed = true;
        file->title = title;
        file->channel = channel ? channel->id : "";
        file->initial_comment = comment.text;
        ids.push_back(file->id);
        out.push_back({{"id", file->id}, {"title", title}});
    }
    if (channel) {
        SlackState& state = call.state;
        SlackMessage& message =
            append_message(state, *channel, call.now, comment, state.options.bot_user, state.options.bot_id);
        message.files = ids;
        message.thread_ts = call.text("thread_ts");
        note_live_mentions(state, call.now, call.method, channel->id, message.ts, comment);
    }
    return json{{"files", out}};
}

}  // namespace tocsin::sandbox
