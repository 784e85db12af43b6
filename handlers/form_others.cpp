// Forms about what belongs to an incident elsewhere: links, other incidents, and who is paged next.
#include <array>

#include "bot/base/markup.hpp"
#include "handlers/form_kinds.hpp"

namespace tocsin::handlers::form {
namespace {

using Kind = FormField::Kind;

constexpr std::size_t kMaxAddress = 3000;

struct Silence {
    std::string_view value, label;
};
constexpr std::array kSilences = std::to_array<Silence>({{"15m", "15 minutes"}, {"30m", "30 minutes"}, {"1h", "An hour"}, {"2h", "Two hours"},
                                                         {"4h", "Four hours"}, {"8h", "Eight hours"}, {"12h", "Twelve hours"}, {"off", "No longer: page again now"}});

FormField other_incident(const FormScene& scene, std::string label, std::string hint = {}) {
    return field("other", Kind::line, std::move(label), false, "Its name, such as " + scene.settings().key + "-41. " + hint);
}

}  // namespace

Fields link_fields(const FormScene&) {
    FormField url = field("url", Kind::line, "Which address?", false, "A dashboard, a ticket, a call: it begins with https://.");
    url.max_length = kMaxAddress;
    return {std::move(url), field("label", Kind::line, "What is it called?", true)};
}

void read_link(FormReader& reader) {
    const std::string url = reader.needed_line("url", "Give the address.");
    if (!url.empty() && !is_safe_url(url)) return reader.wrong("url", "This is no address: it begins with https://.");
    reader.add(command::LinkAdd{url, reader.line("label")});
}

Fields related_fields(const FormScene& scene) { return {other_incident(scene, "Which incident has to do with this one?")}; }

void read_related(FormReader& reader) {
    if (const auto other = reader.needed_incident("other")) reader.add(command::Related{*other});
}

Fields merge_fields(const FormScene& scene) {
    return {other_incident(scene, "Into which incident?", "This one then ends, and what comes later goes there."),
            check("pagerduty", "In PagerDuty", "Merge their PagerDuty incidents too")};
}

void read_merge(FormReader& reader) {
    if (const auto target = reader.needed_incident("other")) reader.add(command::Merge{{}, *target, reader.checked("pagerduty")});
}

Fields assign_fields(const FormScene&) {
    return {field("person", Kind::person, "Who shall have it?", false, "This person is paged in place of all others."), field("reason", Kind::text, "Why?", true)};
}

void read_assign(FormReader& reader) {
    if (const auto person = reader.needed_person("person", "Choose somebody.")) reader.add(command::Assign{*person, reader.text("reason")});
}

Fields snooze_fields(const FormScene&) {
    std::vector<FormOption> options;
    options.reserve(kSilences.size());
    for (const auto& [value, label] : kSilences) options.push_back({std::string(value), std::string(label), ""});
    return {with(choice("span", "For how long shall nobody be paged?", std::move(options), false, "Then paging begins again with the first step."), "30m")};
}

void read_snooze(FormReader& reader) {
    if (reader.value("span") == "off") return reader.add(command::Snooze{{}, true});
    if (const auto until = reader.future("span")) reader.add(command::Snooze{*until, false});
    else if (reader.value("span").empty()) reader.wrong("span", "Choose one.");
}

Fields escalate_fields(const FormScene&) {
    return {field("reason", Kind::text, "Why?", true, "The next step of what pages is paged at once, here and in PagerDuty. Your words stand in the timeline.")};
}

void read_escalate(FormReader& reader) { reader.add(command::Escalate{reader.text("reason")}); }

}  // namespace tocsin::handlers::form
