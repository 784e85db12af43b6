#include "tests/lint/layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>

namespace tocsin::lint {
namespace {

using Names = std::vector<std::string_view>;

struct Layer {
    std::string_view name;
    std::string_view folder;
    Names may_include;
};

/// Every layer also includes itself. What is not named here is forbidden, sideways arrows too.
const std::vector<Layer>& layers() {
    static const std::vector<Layer> table{
        {"base", "bot/base/", {}},
        {"core", "bot/core/", {"base"}},
        {"store", "bot/store/", {"base", "core"}},
        {"net", "bot/net/", {"base", "core"}},
        {"yaml", "bot/yaml/", {"base"}},
        {"oncall", "bot/oncall/", {"base", "core", "yaml"}},
        {"runbooks", "runbooks/engine/", {"base", "core", "yaml"}},
        {"exec", "bot/exec/", {"base", "core", "net"}},
        {"slack", "bot/slack/", {"base", "core", "net"}},
        {"pagerduty", "bot/pagerduty/", {"base", "core", "net"}},
        {"notify", "bot/notify/", {"base", "core", "net"}},
        {"postmortem", "bot/postmortem/", {"base", "core"}},
        {"handlers", "handlers/", {"base", "core", "store", "oncall", "runbooks", "slack", "pagerduty", "postmortem"}},
        {"ops", "bot/ops/", {"base", "core", "store", "net", "slack", "pagerduty", "postmortem", "handlers", "oncall", "runbooks"}},
        {"edge", "bot/edge/", {"base", "core", "store", "net", "slack", "pagerduty", "notify", "postmortem", "handlers", "ops", "oncall", "runbooks"}},
        {"outbox", "bot/outbox/", {"base", "core", "store", "net", "exec", "slack", "pagerduty", "notify", "postmortem", "handlers", "ops", "oncall", "runbooks"}},
        // The simulators know Slack and PagerDuty by themselves: sharing our codecs would hide our own mistakes.
        {"sandbox", "bot/sandbox/", {"base", "core", "net"}},
        {"app", "bot/", {"base", "core", "store", "net", "exec", "slack", "pagerduty", "notify", "postmortem", "handlers", "ops", "edge", "outbox", "sandbox", "yaml",
                          "oncall", "runbooks"}},
    };
    return table;
}

const Layer* find_layer(std::string_view path) {
    for (const auto& layer : layers())
        if (path.starts_with(layer.folder)) return &layer;
    return nullptr;
}

struct Library {
    std::string_view header;  ///< prefix of what stands between the brackets
    Names allowed;            ///< prefixes of paths
    std::string_view why;
};

const std::vector<Library>& libraries() {
    static const std::vector<Library> table{
        {"sqlite3.h", {"bot/store/database.cpp", "bot/store/gathering_disk.cpp"}, "SQL is spoken in one pair of files, its disk is known in another"},
        {"yaml-cpp/", {"bot/yaml/section.", "bot/config.cpp", "bot/oncall/file", "runbooks/engine/file"}, "YAML is read for the configuration, the on-call file and runbooks alone"},
        {"boost/beast", {"bot/net/"}, "HTTP on the wire belongs to bot/net"},
        {"boost/asio/ssl", {"bot/net/"}, "TLS belongs to bot/net"},
        {"openssl/", {"bot/base/", "bot/net/"}, "use bot/base/crypto.hpp"},
        {"boost/", {"bot/net/", "bot/exec/", "bot/slack/", "bot/pagerduty/", "bot/notify/", "bot/ops/", "bot/edge/", "bot/outbox/", "bot/sandbox/", "bot/"},
         "core, store and handlers know no sockets"},
        {"prometheus/", {"bot/ops/"}, "use bot/ops/metrics.hpp"},
        {"spdlog/", {"bot/base/"}, "use bot/base/log.hpp"},
        {"cmark-gfm", {"bot/postmortem/"}, "Markdown is rendered by bot/postmortem"},
        {"curl/", {"bot/notify/curl."}, "libcurl carries e-mail alone; HTTP goes through net::HttpClient"},
        {"systemd/", {"bot/serve.cpp"}, "the service alone talks to its manager"},
        {"date/", {"bot/base/"}, "use bot/base/time_format.hpp"},
    };
    return table;
}

/// Layers that must stay free of the outside, whatever the table above grants to their parent folder.
constexpr std::string_view kPure[] = {"bot/base/", "bot/core/", "bot/store/", "bot/postmortem/", "bot/yaml/", "bot/oncall/", "runbooks/engine/", "handlers/"};

/// What stands between the quotes or brackets of an #include, and which of the two; nothing for other lines.
struct Include {
    std::string_view header;
    bool own = false;
};
std::optional<Include> include_in(std::string_view line) {
    constexpr std::string_view word = "#include";
    const auto start = line.find_first_not_of(" \t");
    if (start == std::string_view::npos || !line.substr(start).starts_with(word)) return std::nullopt;
    const auto open = line.find_first_of("\"<", start + word.size());
    if (open == std::string_view::npos) return std::nullopt;
    const auto close = line.find_first_of("\">", open + 1);
    if (close == std::string_view::npos) return std::nullopt;
    return Include{line.substr(open + 1, close - open - 1), line[open] == '"'};
}

bool starts_with_any(std::string_view path, std::span<const std::string_view> prefixes) {
    return std::ranges::any_of(prefixes, [&](std::string_view prefix) { return path.starts_with(prefix); });
}

std::optional<std::string> wrong_library(const SourceFile& file, std::string_view header) {
    if (header == "nlohmann/json.hpp" && file.ends_with(".hpp"))
        return "JSON in a header makes everybody who includes it slow to compile; use <nlohmann/json_fwd.hpp>";
    for (const auto& library : libraries()) {
        if (!header.starts_with(library.header)) continue;
        const bool pure = header.starts_with("boost/") && starts_with_any(file.path, kPure);
        if (pure || !starts_with_any(file.path, library.allowed)) return fmt::format("<{}>: {}", header, library.why);
        return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

std::string_view layer_of(std::string_view path) {
    const Layer* layer = find_layer(path);
    return layer == nullptr ? std::string_view() : layer->name;
}

Findings check_layers(const SourceFile& file) {
    Findings out;
    const Layer* from = file.is_code() ? find_layer(file.path) : nullptr;
    if (from == nullptr) return out;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        const auto include = include_in(file.lines[i]);
        if (!include || !include->own) continue;
        const Layer* to = find_layer(include->header);
        if (to == nullptr)
            out.push_back({file.path, i + 1, fmt::format("\"{}\" is not rooted at the checkout, or is not part of the program", include->header)});
        else if (to != from && std::ranges::find(from->may_include, to->name) == from->may_include.end())
            out.push_back({file.path, i + 1, fmt::format("{} must not include {} (\"{}\")", from->name, to->name, include->header)});
    }
    return out;
}

Findings check_libraries(const SourceFile& file) {
    Findings out;
    if (!file.is_code() || !file.is_product()) return out;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        const auto include = include_in(file.lines[i]);
        if (!include || include->own) continue;
        if (const auto wrong = wrong_library(file, include->header)) out.push_back({file.path, i + 1, *wrong});
    }
    return out;
}

}  // namespace tocsin::lint
