#include "bot/oncall/file_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/base/wall_clock.hpp"

namespace tocsin::oncall {
namespace {

constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

std::optional<std::size_t> day_number(std::string_view text) {
    const auto found = std::ranges::find(kDays, text::lower(text::trim(text)));
    return found == kDays.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - kDays.begin()));
}

/// The day that somebody meant by `monday` or `mun`; empty if that is anybody's guess.
std::string meant_day(std::string_view text) {
    const std::string word = text::lower(text::trim(text));
    if (day_number(word.substr(0, 3))) return word.substr(0, 3);
    const auto near = text::nearest(word, kDays);
    return near ? std::string(*near) : std::string();
}

/// `mon-fry` → `; did you mean `mon-fri`?`
std::string meant_days(std::string_view text) {
    std::string out;
    for (const auto part : text::split(text, '-')) {
        const std::string day = meant_day(part);
        if (day.empty()) return {};
        out += (out.empty() ? "" : "-") + day;
    }
    return std::ranges::count(out, '-') > 1 ? std::string() : "; did you mean `" + out + "`?";
}

/// `mon` or `fri-mon`, which runs over the weekend.
bool add_days(std::string_view text, std::array<bool, 7>& days) {
    const auto dash = text.find('-');
    const auto first = day_number(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : day_number(text.substr(dash + 1));
    if (!first || !last) return false;
    for (std::size_t day = *first;; day = (day + 1) % 7) {
        days[day] = true;
        if (day == *last) return true;
    }
}

std::array<bool, 7> read_days(YamlSection& from) {
    std::array<bool, 7> days{};
    const YAML::Node node = from.node("days");
    if (!node.IsDefined() || node.IsNull()) {
        days.fill(true);
        return days;
    }
    const auto add = [&](const YAML::Node& item) {
        const auto typed = item.IsScalar() ? item.as<std::string>() : std::string();
        if (item.IsScalar() && add_days(typed, days)) return;
        from.report().mistake(item.Mark(), fmt::format("a day is one of mon, tue, wed, thu, fri, sat, sun, or a run of them such as mon-fri{}",
                                                       item.IsScalar() ? fmt::format(", not `{}`{}", typed, meant_days(typed)) : std::string()));
    };
    if (!node.IsSequence()) add(node);
    else if (node.size() == 0) from.mistake("days", "is empty, so it would never hold");
    else
        for (const auto& item : node) add(item);
    return days;
}

/// `shcedule:primary` and a bare `primary` → `; did you mean `schedule:primary`?`
std::string meant_target(std::string_view typed, const Oncall& file) {
    std::vector<std::string> targets;
    targets.reserve(file.schedules.size() + file.people.size());
    for (const auto& schedule : file.schedules) targets.push_back("schedule:" + schedule.id.value);
    for (const auto& person : file.people) targets.push_back("person:" + person.id.value);
    for (const auto& target : targets)
        if (target.substr(target.find(':') + 1) == typed) return "; did you mean `" + target + "`?";
    const std::vector<std::string_view> candidates(targets.begin(), targets.end());
    return text::did_you_mean(typed, candidates);
}

/// As many as are read.
std::string listed(const std::vector<std::string_view>& ids) {
    constexpr std::size_t most = 12;
    const auto shown = std::min(most, ids.size());
    return fmt::format("{}{}", fmt::join(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(shown), ", "), ids.size() > most ? " …" : "");
}

bool is_id(std::string_view id) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'; };
    return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, fits);
}

}  // namespace

std::optional<Duration> read_span(YamlSection& from, const std::string& key) {
    const auto raw = from.text(key);
    if (!raw) return std::nullopt;
    if (*raw == "0" || *raw == "0s" || *raw == "0m" || *raw == "0h") return Duration{0};
    return from.duration(key);
}

Restriction read_restriction(YamlSection from) {
    Restriction out;
    out.days = read_days(from);
    const auto begin = from.text("from"), end = from.text("to");
    const auto clock = [&](const std::string& key, const std::optional<std::string>& text) {
        const auto parsed = parse_time_of_day(text.value_or("00:00"));
        if (!parsed) from.mistake(key, fmt::format("must be a time of day such as \"08:00\", not `{}`", *text));
        return parsed.value_or(std::chrono::seconds{0}) % std::chrono::hours{24};
    };
    if (begin.has_value() != end.has_value()) from.mistake(begin ? "to" : "from", "is missing; give both `from` and `to`, or neither for whole days");
    out.from = clock("from", begin);
    out.to = clock("to", end);
    from.refuse_unknown();
    return out;
}

std::optional<std::vector<NotifyRule>> read_rules(YamlSection& from, const std::string& key, const std::string& path) {
    const YAML::Node list = from.node(key);
    if (!list.IsDefined() || list.IsNull()) return std::nullopt;
    static const std::vector<std::string> names = [] {
        std::vector<std::string> out;
        for (const auto& [means, name] : words::kMeans) out.emplace_back(name);
        return out;
    }();
    const std::vector<std::string_view> ids(names.begin(), names.end());
    std::vector<NotifyRule> out;
    for (auto& item : items(from, key, path + key + ".")) {
        NotifyRule rule;
        rule.after = read_span(item, "after").value_or(Duration{0});
        if (item.required("by").empty()) continue;
        const auto by = item.choice("by", names);
        // After a slip of the pen what was meant holds, so that one mistake is not told three times.
        const auto meant = by ? std::optional(std::string_view(names[*by])) : text::nearest(item.text("by").value_or(""), ids);
        if (!meant) continue;
        rule.by = *tocsin::words::find_in(words::kMeans, *meant);
        item.refuse_unknown();
        out.push_back(rule);
    }
    std::ranges::sort(out, {}, [](const NotifyRule& rule) { return std::pair(rule.after, rule.by); });
    return out;
}

void refuse_empty(YamlReport& unfit, YamlSection& from, const std::string& key, const std::string& path) {
    const YAML::Node list = from.node(key);
    if (list.IsDefined() && list.IsSequence() && list.size() == 0)
        unfit.mistake(list.Mark(), fmt::format("`{}{}` is empty, so nobody would be told; write at least `[{{after: 0m, by: {}}}]`{}", path, key, key == "high" ? "call" : "slack",
                                               path == "people.notify." ? ", or leave `" + key + "` out for the rules of `notify_defaults`"
                                                                        : key == "low" ? ", or leave `low` out, and `high` holds for both" : ""));
}

bool FileReader::must_exist(const YAML::Mark& at, std::string_view what, const std::string& name, const std::vector<std::string_view>& all) {
    if (std::ranges::find(all, name) != all.end()) return true;
    std::string instead = text::did_you_mean(name, all);
    if (instead.empty()) instead = all.empty() ? "; there is none at all" : "; there are " + listed(all);
    report.mistake(at, fmt::format("there is no {} `{}`{}", what, name, instead));
    return false;
}

std::string FileReader::read_zone(YamlSection& from, const std::string& key, std::string_view fallback) {
    const auto zone = from.text(key);
    if (!zone) return std::string(fallback);
    if (find_zone_table(*zone) != nullptr) return *zone;
    from.mistake(key, fmt::format("names no time zone: `{}`; write it as in Europe/Warsaw or UTC", *zone));
    return std::string(fallback);
}

std::vector<Target> FileReader::read_targets(YamlSection& from, const std::string& key) {
    std::vector<Target> out;
    const YAML::Node list = from.node(key);
    if (!list.IsDefined() || list.IsNull()) return out;
    if (!list.IsSequence()) {
        from.mistake(key, "must be a list");
        return out;
    }
    for (const auto& item : list) {
        const auto target = item.IsScalar() ? parse_target(item.as<std::string>()) : std::nullopt;
        if (!target) {
            const auto typed = item.IsScalar() ? item.as<std::string>() : std::string();
            out.push_back({TargetKind::person, typed});
            report.mistake(item.Mark(), fmt::format("a target is schedule:ID, person:ID, channel:C… or pagerduty:P…{}",
                                                    item.IsScalar() ? fmt::format(", not `{}`{}", typed, meant_target(typed, file)) : std::string()));
            continue;
        }
        if (target->kind == TargetKind::channel && !is_channel_id(target->id))
            report.mistake(item.Mark(), fmt::format("`{}` names no channel id: that is C… or G…, at the end of the channel's details in Slack", to_text(*target)));
        if (target->kind == TargetKind::pagerduty && !is_pagerduty_id(target->id))
            report.mistake(item.Mark(), fmt::format("`{}` names no PagerDuty id: that is P… and capitals, in the address of the escalation policy there", to_text(*target)));
        if (target->kind == TargetKind::schedule) must_exist(item.Mark(), "schedule", target->id, ids_of(file.schedules));
        if (target->kind == TargetKind::person) must_exist(item.Mark(), "person", target->id, ids_of(file.people));
        // A wrong one counts as one, so that the policy is not said to reach nobody besides.
        out.push_back(*target);
    }
    return out;
}

std::string FileReader::read_id(YamlSection& from, const std::string& scope) {
    std::string id = from.required("id");
    if (id.empty()) return id;
    if (!is_id(id)) from.mistake("id", fmt::format("may hold letters, digits, `-`, `_` and `.`, not `{}`", id));
    const auto [known, fresh] = lines.emplace(scope + " " + id, from.mark("id").line + 1);
    if (!fresh) from.mistake("id", fmt::format("`{}` is there twice; the first is in line {}", id, known->second));
    return id;
}

void FileReader::read(YamlSection top) {
    report.top = {"people", "notify_defaults", "schedules", "policies", "services"};
    if (!top.present()) report.mistake(YAML::Mark::null_mark(), "the file is empty; docs/oncall.md has one to start from");
    read_defaults(top.section("notify_defaults"));
    for (auto& person : items(top, "people", "people.")) read_person(person);
    defaults_must_be_sent();
    for (auto& schedule : items(top, "schedules", "schedules.")) read_schedule(schedule);
    for (auto& policy : items(top, "policies", "policies.")) read_policy(policy);
    for (auto& service : items(top, "services", "services.")) read_service(service);
    if (top.present() && file.people.empty()) top.mistake("people", "is required: who can be on call");
    top.refuse_unknown();
}

}  // namespace tocsin::oncall
