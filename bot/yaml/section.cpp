#include "bot/yaml/section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"

namespace tocsin {

void YamlReport::mistake(const YAML::Mark& at, const std::string& message) {
    if (at.is_null()) errors.push_back(fmt::format("{}: {}", file, message));
    else errors.push_back(fmt::format("{}:{}:{}: {}", file, at.line + 1, at.column + 1, message));
}

void YamlReport::forget(const std::string& message) {
    const auto found = std::ranges::find_if(errors.rbegin(), errors.rend(), [&](const ConfigError& error) { return error.ends_with(": " + message); });
    if (found != errors.rend()) errors.erase(std::next(found).base());
}

YamlSection::YamlSection(const YAML::Node& node, std::string path, YamlReport& report)
    : node_(node), path_(std::move(path)), report_(report) {
    if (!node_.IsDefined() || node_.IsNull()) return;
    if (!node_.IsMap()) {
        report_.mistake(node_.Mark(), fmt::format("`{}` must be a mapping", path_.substr(0, path_.find_last_not_of('.') + 1)));
        return;
    }
    present_ = true;
    std::set<std::string> seen;
    for (const auto& entry : node_) {
        const auto key = entry.first.as<std::string>();
        if (!seen.insert(key).second) report_.mistake(entry.first.Mark(), fmt::format("`{}{}` is there twice", path_, key));
    }
}

YAML::Node YamlSection::node(const std::string& key) {
    known_.insert(key);
    if (!present_) return YAML::Node(YAML::NodeType::Undefined);
    return std::as_const(node_)[key];
}

bool YamlSection::has(const std::string& key) const { return present_ && std::as_const(node_)[key].IsDefined(); }

YamlSection YamlSection::section(const std::string& key) { return {node(key), path_ + key + ".", report_}; }

YAML::Mark YamlSection::mark(const std::string& key) const {
    if (present_) {
        const YAML::Node at = std::as_const(node_)[key];
        if (at.IsDefined()) return at.Mark();
    }
    return node_.IsDefined() ? node_.Mark() : YAML::Mark::null_mark();
}

void YamlSection::mistake(const std::string& key, const std::string& message) {
    report_.mistake(mark(key), fmt::format("`{}{}` {}", path_, key, message));
}

void YamlSection::missing(const std::string& key, const std::string& message) {
    mistake(key, message);
    missing_[key] = fmt::format("`{}{}` {}", path_, key, message);
}

std::string YamlSection::expand(const YAML::Node& scalar) {
    const auto raw = scalar.as<std::string>();
    std::string out;
    std::size_t from = 0;
    for (std::size_t at = raw.find("${"); at != std::string::npos; at = raw.find("${", from)) {
        const std::size_t end = raw.find('}', at);
        if (end == std::string::npos) break;
        out += raw.substr(from, at - from);
        const std::string name = raw.substr(at + 2, end - at - 2);
        const auto value = report_.environment(name);
        if (!value) report_.mistake(scalar.Mark(), fmt::format("the environment variable {} is not set", name));
        out += value.value_or("");
        from = end + 1;
    }
    return out + raw.substr(from);
}

std::optional<std::string> YamlSection::text(const std::string& key) {
    const YAML::Node found = node(key);
    if (!found.IsDefined() || found.IsNull()) return std::nullopt;
    if (!found.IsScalar()) {
        mistake(key, "must be a text");
        return std::nullopt;
    }
    return expand(found);
}

std::string YamlSection::required(const std::string& key) {
    const auto found = text(key);
    if (!found || found->empty()) missing(key, "is required");
    return found.value_or("");
}

std::string YamlSection::secret(const std::string& key) {
    const auto direct = text(key);
    const auto path = text(key + "_file");
    if (direct && path) mistake(key, fmt::format("and `{}_file` are both there; keep one", key));
    if (!path) return direct.value_or("");
    std::ifstream file(*path);
    if (!file) mistake(key + "_file", fmt::format("cannot be read: {}", *path));
    return std::string(text::trim(std::string(std::istreambuf_iterator<char>(file), {})));
}

std::vector<std::string> YamlSection::texts(const std::string& key) {
    const YAML::Node found = node(key);
    std::vector<std::string> out;
    if (!found.IsDefined() || found.IsNull()) return out;
    if (!found.IsSequence()) {
        mistake(key, "must be a list");
        return out;
    }
    for (const auto& item : found) {
        if (item.IsScalar()) out.push_back(expand(item));
        else report_.mistake(item.Mark(), fmt::format("an item of `{}{}` must be a text", path_, key));
    }
    return out;
}

std::vector<std::string> YamlSection::secrets(const std::string& key) {
    auto out = texts(key);
    for (const auto& path : texts(key + "_file")) {
        std::ifstream file(path);
        if (!file) mistake(key + "_file", fmt::format("cannot be read: {}", path));
        out.emplace_back(text::trim(std::string(std::istreambuf_iterator<char>(file), {})));
    }
    for (const auto& value : out)
        if (text::trim(value).empty()) mistake(key, "holds an empty secret");
    return out;
}

std::optional<bool> YamlSection::boolean(const std::string& key) {
    const auto raw = text(key);
    if (!raw) return std::nullopt;
    if (*raw == "true" || *raw == "on" || *raw == "yes") return true;
    if (*raw == "false" || *raw == "off" || *raw == "no") return false;
    mistake(key, fmt::format("must be true or false, not `{}`", *raw));
    return std::nullopt;
}

std::optional<Duration> YamlSection::duration(const std::string& key) {
    const auto raw = text(key);
    if (!raw) return std::nullopt;
    const auto parsed = parse_duration(*raw);
    if (!parsed) mistake(key, fmt::format("must be a time span such as 30s, 5m or 2h, not `{}`", *raw));
    return parsed;
}

std::optional<int> YamlSection::integer(const std::string& key) {
    const auto raw = text(key);
    if (!raw) return std::nullopt;
    const auto parsed = text::parse_int(*raw);
    if (!parsed || *parsed < 0 || *parsed > 1'000'000) {
        mistake(key, fmt::format("must be a whole number, not `{}`", *raw));
        return std::nullopt;
    }
    return static_cast<int>(*parsed);
}

std::optional<std::size_t> YamlSection::choice(const std::string& key, const std::vector<std::string>& choices) {
    const auto raw = text(key);
    if (!raw) return std::nullopt;
    const auto found = std::ranges::find(choices, *raw);
    if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
    const std::vector<std::string_view> words(choices.begin(), choices.end());
    mistake(key, fmt::format("must be one of {}, not `{}`{}", fmt::join(choices, ", "), *raw, text::did_you_mean(*raw, words)));
    return std::nullopt;
}

void YamlSection::refuse_unknown() {
    if (!present_) return;
    report_.known[path_].insert(known_.begin(), known_.end());
    for (const auto& entry : node_)
        if (!known_.contains(entry.first.as<std::string>())) refuse(entry.first);
}

void YamlSection::refuse(const YAML::Node& at) {
    const auto key = at.as<std::string>();
    const std::vector<std::string_view> names(known_.begin(), known_.end());
    // `name:Ann` is one word for YAML.
    const auto colon = key.find(':');
    const std::string glued = colon == std::string::npos ? std::string() : key.substr(0, colon);
    const auto near = text::nearest(key, names);
    const std::string meant = known_.contains(glued) ? glued : near ? std::string(*near) : std::string();
    if (const auto said = missing_.find(meant); said != missing_.end()) report_.forget(said->second);
    if (known_.contains(glued))
        return report_.mistake(at.Mark(), fmt::format("`{}{}` lacks a space after the colon: write `{}: {}`", path_, key, glued, key.substr(colon + 1)));
    if (!path_.empty() && report_.top.contains(key))
        return report_.mistake(at.Mark(), fmt::format("`{}` belongs at the top level, without indentation, and not into `{}`", key, path_.substr(0, path_.size() - 1)));
    report_.mistake(at.Mark(), fmt::format("unknown key `{}{}`{}", path_, key, text::did_you_mean(key, names)));
}

std::vector<YamlSection> items(YamlSection& from, const std::string& key, const std::string& path) {
    const YAML::Node list = from.node(key);
    std::vector<YamlSection> out;
    if (!list.IsDefined() || list.IsNull()) return out;
    if (!list.IsSequence()) {
        from.mistake(key, "must be a list");
        return out;
    }
    for (const auto& item : list) {
        const YAML::Node node(item);
        if (node.IsMap()) out.emplace_back(node, path, from.report());
        else from.report().mistake(node.Mark(), fmt::format("an item of `{}` must be a mapping", path.substr(0, path.size() - 1)));
    }
    return out;
}

}  // namespace tocsin
