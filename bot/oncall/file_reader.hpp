// The parts of reading an on-call file, one function a section. Sections are read in the order in which they refer to each other, so
// that each name can be looked up at once. Used by file.cpp while it reads; one thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bot/core/oncall_model.hpp"
#include "bot/oncall/ways.hpp"
#include "bot/yaml/section.hpp"

namespace tocsin::oncall {

/// What has been read so far, and what was wrong with it.
struct FileReader {
    YamlReport& report;  ///< mistakes: the file does not say what it must
    YamlReport& unfit;   ///< a page by it might wake nobody
    YamlReport& ended;   ///< policies that reach nobody any more
    YamlReport& doubts;  ///< warnings that have a place
    const Against& against;
    Oncall file{};

    void read(YamlSection top);

    void read_defaults(YamlSection defaults);
    void read_person(YamlSection person);
    void read_schedule(YamlSection schedule);
    void read_policy(YamlSection policy);
    void read_service(YamlSection service);

    /// An id, which must be a word that nothing else in `scope` has.
    std::string read_id(YamlSection& from, const std::string& scope);
    /// A zone that exists, or `fallback`.
    std::string read_zone(YamlSection& from, const std::string& key, std::string_view fallback);
    /// Wrong ones too; they are mistakes, and the file is refused.
    std::vector<Target> read_targets(YamlSection& from, const std::string& key);
    /// Whether `name` is one of `all`; else a mistake that names the nearest.
    bool must_exist(const YAML::Mark& at, std::string_view what, const std::string& name, const std::vector<std::string_view>& all);
    void must_wake(const Person& person, YamlSection& from, YamlSection& rules);
    void must_reach(const Person& person, YamlSection& from, YamlSection& rules);
    /// Two with the same of what names them elsewhere: whoever is meant there would be anybody's guess.
    void must_differ(const Person& person, YamlSection& from);
    void must_differ(const Service& service, YamlSection& from);
    void must_be_sent(const YAML::Mark& at, std::string_view whose, const std::vector<NotifyRule>& rules, Urgency urgency);
    /// Said once, and only if somebody has no rules of their own.
    void defaults_must_be_sent();
    void must_be_paged_there(const Service& service, const YAML::Mark& at);
    void doubt_targets(const Policy& policy, const YAML::Mark& at);

    std::map<std::string, int> lines{};  ///< where each id stands, by scope and id
    std::map<Urgency, YAML::Mark> defaults_at{};  ///< where the lists of notify_defaults stand
};

/// `C0PAY`
bool is_channel_id(std::string_view text);
/// `PENGA01`
bool is_pagerduty_id(std::string_view text);

/// `0m`, `90s`; unlike YamlSection::duration it may be zero.
std::optional<Duration> read_span(YamlSection& from, const std::string& key);
/// `{days: mon-fri | [mon, wed], from: "20:00", to: "08:00"}`
Restriction read_restriction(YamlSection from);
std::optional<std::vector<NotifyRule>> read_rules(YamlSection& from, const std::string& key, const std::string& path);
/// Whether it wakes a person soon enough for high urgency.
bool wakes(const NotifyRule& rule);
/// A list of rules that is there and empty is a mistake: a page by it would be told to nobody.
void refuse_empty(YamlReport& unfit, YamlSection& from, const std::string& key, const std::string& path);

}  // namespace tocsin::oncall
