#include "bot/config_heartbeats.hpp"

#include <algorithm>

namespace tocsin {
namespace {

constexpr Duration kShortest = std::chrono::seconds{10};
constexpr Duration kPingEvery = std::chrono::minutes{1};
constexpr std::size_t kShortestSecret = 16;

Duration read_every(YamlSection& from, Duration otherwise) {
    const Duration every = from.duration("every").value_or(otherwise);
    if (every < kShortest) from.mistake("every", "must be at least 10s");
    return every;
}

bool is_plain_name(std::string_view name) {
    return !name.empty() && name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") == std::string_view::npos;
}

void read_one(YamlSection section, Config& config) {
    handlers::HeartbeatSettings read;
    read.name = section.required("name");
    if (!read.name.empty() && !is_plain_name(read.name)) section.mistake("name", "may hold letters, digits, `-`, `_` and `.`, since it is part of an address");
    for (const auto& other : config.settings.heartbeats)
        if (other.name == read.name) section.mistake("name", "is there twice");
    if (!section.node("every").IsDefined()) section.mistake("every", "is required, such as 1h");
    read.every = read_every(section, kShortest);
    read.page = section.required("page");
    if (auto severity = section.choice("severity", {"sev1", "sev2", "sev3", "sev4", "sev5"})) read.severity = static_cast<Severity>(*severity + 1);
    edge::HeartbeatToken token{read.name, section.secret("token")};
    if (!token.secret.empty() && token.secret.size() < kShortestSecret) section.mistake("token", "must have at least 16 characters");
    section.refuse_unknown();
    config.heartbeat_tokens.push_back(std::move(token));
    config.settings.heartbeats.push_back(std::move(read));
}

}  // namespace

void read_heartbeats(const YAML::Node& list, Config& config, YamlReport& report) {
    if (!list.IsDefined() || list.IsNull()) return;
    if (!list.IsSequence()) return report.mistake(list.Mark(), "`heartbeats` must be a list");
    for (const auto& item : list) read_one(YamlSection(static_cast<const YAML::Node&>(item), "heartbeats.", report), config);
}

void read_heartbeat(YamlSection& section, std::string url, Config& config) {
    if (!section.present()) return;
    if (url.empty()) section.mistake("url", "is required: whom to tell that tocsin is alive");
    config.heartbeat_url = std::move(url);
    config.settings.ping_every = read_every(section, kPingEvery);
    section.refuse_unknown();
}

}  // namespace tocsin
