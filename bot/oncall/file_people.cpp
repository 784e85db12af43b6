// The sections `people`, `notify_defaults` and `services`.
#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/oncall/file_reader.hpp"

namespace tocsin::oncall {
namespace {

using namespace std::chrono_literals;

/// Within this time a page of high urgency must have tried something that wakes a person.
constexpr Duration kWakeWithin = 2min;

constexpr std::string_view kMustWake =
    "has no sms, call or pagerduty within 2 minutes: Slack is mute at night and e-mail wakes nobody, so a page might not either";

bool all_of(std::string_view text, auto fits) { return std::ranges::all_of(text, fits); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper_or_digit(char c) { return (c >= 'A' && c <= 'Z') || is_digit(c); }

bool is_phone(std::string_view s) { return s.size() >= 8 && s.size() <= 16 && s[0] == '+' && s[1] != '0' && all_of(s.substr(1), is_digit); }
bool is_email(std::string_view s) {
    const auto at = s.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < s.size() && s.find_first_of(" \t\r\n<>,;") == std::string_view::npos;
}
bool is_slack_user(std::string_view s) { return s.size() > 1 && (s[0] == 'U' || s[0] == 'W') && all_of(s, is_upper_or_digit); }
bool is_url(std::string_view s) { return s.starts_with("https://") || s.starts_with("http://127.") || s.starts_with("http://localhost"); }

/// A text that looks as `form` says; empty if absent.
std::string read_shaped(YamlSection& from, const std::string& key, bool (*fits)(std::string_view), std::string_view form) {
    const auto text = from.text(key).value_or("");
    if (!text.empty() && !fits(text)) from.mistake(key, fmt::format("must be {}, not `{}`", form, text));
    return text;
}

}  // namespace

bool wakes(const NotifyRule& rule) {
    return rule.after <= kWakeWithin && (rule.by == Means::sms || rule.by == Means::call || rule.by == Means::pagerduty);
}

bool is_pagerduty_id(std::string_view s) { return s.size() > 1 && all_of(s, is_upper_or_digit); }
bool is_channel_id(std::string_view s) { return s.size() > 1 && (s[0] == 'C' || s[0] == 'G') && all_of(s, is_upper_or_digit); }

void FileReader::read_defaults(YamlSection defaults) {
    file.notify_defaults = {read_rules(defaults, "high", "notify_defaults."), read_rules(defaults, "low", "notify_defaults.")};
    const auto& high = file.notify_defaults.high;
    for (const auto& [urgency, name] : words::kUrgency) {
        refuse_empty(unfit, defaults, std::string(name), "notify_defaults.");
        if (file.notify_defaults.of(urgency)) defaults_at[urgency] = defaults.mark(std::string(name));
    }
    if (high && !high->empty() && std::ranges::none_of(*high, wakes)) unfit.mistake(defaults.mark("high"), fmt::format("`notify_defaults.high` {}", kMustWake));
    defaults.refuse_unknown();
}

void FileReader::must_wake(const Person& person, YamlSection& from, YamlSection& rules) {
    const auto effective = file.rules(person, Urgency::high);
    if (std::ranges::any_of(effective, wakes)) return;
    if (person.notify.high && person.notify.high->empty()) return;  // said already
    if (person.notify.high) unfit.mistake(rules.mark("high"), fmt::format("`people.notify.high` of {} {}", person.id.value, kMustWake));
    else if (!file.notify_defaults.high)
        unfit.mistake(from.mark("id"), fmt::format("{} has no rules for high urgency, and there are no `notify_defaults.high`", person.id.value));
    // Else the defaults are at fault, which is said once, there.
}

void FileReader::must_reach(const Person& person, YamlSection& from, YamlSection& rules) {
    std::vector<std::string_view> missing;
    for (const Urgency urgency : {Urgency::high, Urgency::low})
        for (const auto& rule : file.rules(person, urgency)) {
            const std::string_view contact = rule.by == Means::sms || rule.by == Means::call ? "phone" : name_of(rule.by);
            if (!person.contact(rule.by).empty() || std::ranges::find(missing, contact) != missing.end()) continue;
            missing.push_back(contact);
            const bool own = person.notify.of(urgency).has_value();
            const auto at = own ? rules.mark(std::string(name_of(urgency))) : from.mark("id");
            unfit.mistake(at, fmt::format("{} is to be told by {}{}, but has no `{}`", person.id.value, name_of(rule.by),
                                          own ? "" : " (from notify_defaults)", contact));
        }
}

void FileReader::must_differ(const Person& person, YamlSection& from) {
    if (!person.slack.empty()) {
        const auto* other = file.find(person.slack);
        if (other != nullptr) from.mistake("slack", fmt::format("`{}` is {} already", person.slack.value, other->id.value));
    }
    const auto once = [&](const std::string& key, const std::string Person::* field) {
        const auto same = [&](const Person& p) { return text::equals_ignoring_case(p.*field, person.*field); };
        const auto other = std::ranges::find_if(file.people, same);
        if ((person.*field).empty() || other == file.people.end()) return;
        unfit.mistake(from.mark(key), fmt::format("`{}` is {} already: by it tocsin knows who somebody in PagerDuty is", person.*field, other->id.value));
    };
    once("pagerduty", &Person::pagerduty);
    once("email", &Person::email);
}

void FileReader::must_differ(const Service& service, YamlSection& from) {
    for (const auto& other : file.services) {
        if (!service.pagerduty.empty() && service.pagerduty == other.pagerduty)
            unfit.mistake(from.mark("pagerduty"), fmt::format("`{}` is the service {} already", service.pagerduty.value, other.id.value));
        if (service.id != other.id && text::equals_ignoring_case(service.name, other.name))
            unfit.mistake(from.mark("name"), fmt::format("`{}` is the name of the service {} already", service.name, other.id.value));
    }
}

void FileReader::read_person(YamlSection from) {
    Person person;
    person.id = PersonId(read_id(from, "person"));
    person.name = from.text("name").value_or(person.id.value);
    person.slack = UserId(read_shaped(from, "slack", is_slack_user, "a Slack user id such as U0001"));
    person.email = read_shaped(from, "email", is_email, "an e-mail address");
    person.phone = read_shaped(from, "phone", is_phone, "a number such as \"+48123456789\" without spaces, dashes and brackets");
    person.pagerduty = read_shaped(from, "pagerduty", is_pagerduty_id, "a PagerDuty user id such as PENGA01");
    person.zone = read_zone(from, "time_zone", "");
    person.webhook = read_shaped(from, "webhook", is_url, "an https URL");
    person.ntfy = read_shaped(from, "ntfy", is_url, "an https URL of a topic");
    YamlSection rules = from.section("notify");
    person.notify = {read_rules(rules, "high", "people.notify."), read_rules(rules, "low", "people.notify.")};
    for (const auto& [urgency, name] : words::kUrgency) refuse_empty(unfit, rules, std::string(name), "people.notify.");
    rules.refuse_unknown();
    from.refuse_unknown();
    must_differ(person, from);
    must_wake(person, from, rules);
    must_reach(person, from, rules);
    for (const auto& [urgency, name] : words::kUrgency)
        if (const auto& own = person.notify.of(urgency)) must_be_sent(rules.mark(std::string(name)), "`notify` of " + person.id.value, *own, urgency);
    file.people.push_back(std::move(person));
}

void FileReader::read_service(YamlSection from) {
    Service service;
    service.id = OncallServiceId(read_id(from, "service"));
    service.name = from.text("name").value_or(service.id.value);
    const auto policy = from.required("policy");
    if (!policy.empty() && must_exist(from.mark("policy"), "policy", policy, ids_of(file.policies))) service.policy = PolicyId(policy);
    service.pagerduty = PagerDutyServiceId(read_shaped(from, "pagerduty", is_pagerduty_id, "a PagerDuty service id such as PSVC123"));
    if (from.choice("paged_by", {"tocsin", "pagerduty"}) == 1) service.paged_by = Pager::pagerduty;
    if (service.paged_by == Pager::pagerduty && service.pagerduty.empty())
        from.mistake("paged_by", "is pagerduty, so `pagerduty` must name the service there");
    service.channel = ChannelId(read_shaped(from, "channel", is_channel_id, "a Slack channel id such as C0PAY"));
    from.refuse_unknown();
    must_differ(service, from);
    must_be_paged_there(service, from.mark("paged_by"));
    file.services.push_back(std::move(service));
}

}  // namespace tocsin::oncall
