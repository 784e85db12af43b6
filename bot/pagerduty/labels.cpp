// What an alert is about, as labels that the join rules can compare: from its details and from its title.
#include <algorithm>
#include <array>

#include "bot/base/json_cursor.hpp"
#include "bot/base/text.hpp"
#include "bot/pagerduty/rest_decode.hpp"

namespace tocsin::pagerduty {
namespace {

constexpr std::size_t kMaxLabels = 64;
constexpr std::size_t kMaxName = 60;
constexpr std::size_t kMaxValue = 200;

/// Names that mean the same, so that rules need to know one only.
constexpr auto kTitleNames = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"region", "region"},
    {"cluster", "cluster"},
    {"env", "environment"},
    {"environment", "environment"},
    {"zone", "zone"},
    {"az", "zone"},
    {"namespace", "namespace"},
    {"datacenter", "datacenter"},
    {"dc", "datacenter"},
});

bool is_label_name(std::string_view s) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '/';
    };
    return !s.empty() && s.size() <= kMaxName && std::ranges::all_of(s, fits);
}

void put(Labels& labels, std::string_view name, std::string_view value) {
    const std::string key = text::lower(text::trim(name));
    const std::string clean = text::one_line(value);
    if (is_label_name(key) && !clean.empty() && clean.size() <= kMaxValue && labels.size() < kMaxLabels) labels.emplace(key, clean);
}

/// `eu-west-1`, `us-gov-east-2`, `europe-west3`, `westeurope2`-like names without dashes are not recognised: a guess
/// that is wrong would join incidents that have nothing to do with each other.
bool is_region(std::string_view s) {
    const auto parts = text::split(s, '-');
    const auto letters = [](std::string_view part) {
        return !part.empty() && std::ranges::all_of(part, [](char c) { return c >= 'a' && c <= 'z'; });
    };
    if (parts.size() < 2 || parts.size() > 4 || !letters(parts.front()) || parts.front().size() > 12) return false;
    constexpr std::array<std::string_view, 9> kDirections{"north",     "south",     "east",      "west",   "central",
                                                          "northeast", "southeast", "northwest", "southwest"};
    const auto is_direction = [&](std::string_view part) {
        const auto digits = part.find_first_of("0123456789");
        return std::ranges::find(kDirections, part.substr(0, digits)) != kDirections.end();
    };
    const bool numbered = s.back() >= '0' && s.back() <= '9';
    return numbered && std::ranges::any_of(parts, is_direction);
}

/// The label that a word in front of `=` or `:` in a title stands for; empty if none.
std::string_view title_label(std::string_view word) {
    const auto known = std::ranges::find(kTitleNames, text::lower(word), &std::pair<std::string_view, std::string_view>::first);
    return known == kTitleNames.end() ? std::string_view() : known->second;
}

/// `next` is the word after it, for `cluster: prod-1`; only if it looks like a name, since in `cluster: all down` a
/// wrong guess would join incidents that have nothing to do with each other.
void put_from_word(Labels& labels, std::string_view word, std::string_view next) {
    const std::size_t sign = word.find_first_of("=:");
    const std::string head = text::lower(word.substr(0, sign));
    if (is_region(head)) put(labels, "region", head);
    if (sign == std::string_view::npos) return;
    auto value = word.substr(sign + 1);
    if (value.empty() && next.find_first_of("0123456789-") != std::string_view::npos) value = next;
    if (const auto label = title_label(head); !label.empty()) put(labels, label, value);
}

/// Alertmanager's template writes its labels as lines ` - region = eu-west-1` into one text.
void put_from_lines(Labels& labels, std::string_view text) {
    for (std::string_view line : text::split(text, '\n')) {
        line = text::trim(line);
        const std::size_t sign = line.find(" = ");
        if (line.starts_with("- ") && sign != std::string_view::npos && sign > 2) put(labels, line.substr(2, sign - 2), line.substr(sign + 3));
    }
}

void put_from_details(Labels& labels, const JsonCursor& details) {
    for (const std::string& name : details.keys()) {
        const std::string value = details[name].scalar();
        put_from_lines(labels, value);
        put(labels, name, value);
    }
    for (std::string_view nested : {"custom_details", "details", "labels", "tags"})
        if (details[nested].is_object())
            for (const std::string& name : details[nested].keys()) put(labels, name, details[nested][name].scalar());
}

Labels labels_of_alert(const JsonCursor& alert) {
    Labels labels;
    const auto body = alert.object_or("body");
    // Events v2 puts custom_details into body.cef_details.details; e-mail and v1 integrations into body.details.
    for (const JsonCursor& details : {body["details"], body.object_or("cef_details")["details"], body["custom_details"]}) {
        if (details.is_object()) put_from_details(labels, details);
        else put_from_lines(labels, details.scalar());
    }
    for (const auto& [name, value] : labels_of_title(alert.text_or("summary"))) labels.emplace(name, value);
    return labels;
}

}  // namespace

Labels labels_of_title(std::string_view title) {
    Labels labels;
    // Brackets, commas and quotes only stand around what we look for.
    std::string words = text::one_line(title);
    for (char& c : words)
        if (std::string_view("[](){},;\"'|").find(c) != std::string_view::npos) c = ' ';
    words = text::replace_all(text::one_line(words), " = ", "=");
    const auto parts = text::split(words, ' ');
    for (std::size_t i = 0; i < parts.size(); ++i) put_from_word(labels, parts[i], i + 1 < parts.size() ? parts[i + 1] : "");
    return labels;
}

Result<Labels> decode_alerts(std::string_view body, std::string_view title) {
    const auto document = JsonDocument::parse(body);
    if (!document) return fail(Errc::unavailable, "PagerDuty's list of alerts " + document.error().message);
    Labels common = labels_of_title(title);
    std::vector<std::string> contradicted;
    for (const auto& alert : document->root()["alerts"].elements())
        for (const auto& [name, value] : labels_of_alert(alert)) {
            const auto [known, is_new] = common.emplace(name, value);
            if (!is_new && known->second != value) contradicted.push_back(name);
        }
    if (document->error()) return fail(Errc::unavailable, "PagerDuty's list of alerts: " + document->error()->message);
    for (const std::string& name : contradicted) common.erase(name);
    while (common.size() > kMaxLabels) common.erase(std::prev(common.end()));
    return common;
}

}  // namespace tocsin::pagerduty
