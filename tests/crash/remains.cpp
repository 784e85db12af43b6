#include "tests/crash/remains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/core/describe.hpp"
#include "bot/store/store.hpp"
#include "bot/store/unit_of_work.hpp"
#include "bot/store/verify.hpp"
#include "tests/crash/interruptions.hpp"

namespace tocsin::crash {
namespace {

const std::map<std::string, std::string> kPeople{{"U0ALICE", "alice"}, {"U0BOB", "bob"}, {"U0CAROL", "carol"},
                                                 {"+12025550101", "alice"}, {"+12025550102", "bob"}, {"+12025550103", "carol"}, {"+12025550104", "dora"},
                                                 {"alice@example.com", "alice"}, {"dora@example.com", "dora"}};

std::string person(const std::string& address) {
    const auto found = kPeople.find(address);
    return found == kPeople.end() ? address : found->second;
}

int incident_in(const std::string& text, const std::string& pattern) {
    std::smatch found;
    return std::regex_search(text, found, std::regex(pattern)) ? std::stoi(found[1]) : 0;
}

/// The text without seconds, spans of time and numbers of attempts: what was asked for again after a crash, was asked for a little later. And whether an
/// attempt failed at posting or at looking for what may have been posted depends on what the program knew of the channel.
std::string without_accidents(std::string text) {
    text = text::replace_all(std::move(text), "cannot see whether the last attempt arrived: ", "");
    static const std::regex kDate("<!date\\^[0-9]+"), kSecond("([0-9]{2}:[0-9]{2}):[0-9]{2}"), kSpan("([0-9]+ (d|h|min|s)\\b ?)+"), kAttempt(",? attempt [0-9]+( of [0-9]+)?");
    text = std::regex_replace(text, kAttempt, "");
    text = std::regex_replace(text, kDate, "<!date");
    text = std::regex_replace(text, kSecond, "$1");
    return std::regex_replace(text, kSpan, "SPAN ");
}

std::string shown(const std::string& text, const std::string& blocks) {
    return without_accidents(text::one_line(sandbox::SlackWorkspace::visible_text(blocks.empty() ? text : std::string(), blocks)));
}

std::string name_in_slack(const sandbox::SlackChannel& channel) {
    if (!channel.is_im) return "#" + channel.name;
    const auto user = std::ranges::find_if(channel.members, [](const std::string& id) { return kPeople.contains(id); });
    return user == channel.members.end() ? "nobody" : person(*user);
}

void add_slack(Remains& out, sandbox::World& world) {
    for (const auto& [id, channel] : world.slack.state().channels) {
        const std::string name = name_in_slack(channel);
        for (const auto& message : channel.messages) {
            if (message.bot_id.empty()) continue;
            const Time at = message.versions.front().at;
            const std::string first = shown(message.versions.front().text, message.versions.front().blocks);
            const auto says = [&](const char* words) { return first.find(words) != std::string::npos; };
            if (says("You are being paged") || says("Page for ") || says("This is a test of how a page reaches you."))
                out.pages.push_back({incident_in(first, "INC-([0-9]+)"), name, "slack", message.metadata, at});
            out.outside.push_back({fmt::format("{} {}: {}", message.deleted ? "deleted in" : "in", name, shown(message.text, message.blocks)), at});
        }
        if (!channel.is_im) out.outside.push_back({fmt::format("#{}: topic {}, {} pinned, archived {}", channel.name, channel.topic, channel.pinned.size(), channel.archived), {}});
    }
}

void add_phones(Remains& out, sandbox::World& world) {
    const std::string incident = "twilio/[a-z]+/([0-9]+)/";
    for (const auto& sms : world.twilio.messages()) {
        out.pages.push_back({incident_in(sms.status_url, incident), person(sms.to), "sms", sms.status_url, sms.at});
        out.outside.push_back({"sms to " + person(sms.to) + ": " + sms.body, sms.at});
    }
    for (const auto& call : world.twilio.calls()) {
        out.pages.push_back({incident_in(call.status_url, incident), person(call.to), "call", call.status_url, call.at});
        out.outside.push_back({"call to " + person(call.to) + ": " + call.speech, call.at});
    }
    for (const auto& mail : world.mail.mails()) {
        out.pages.push_back({incident_in(mail.subject, "INC-([0-9]+)"), person(mail.to), "email", mail.message_id, mail.at});
        out.outside.push_back({"mail to " + person(mail.to) + ": " + mail.subject + " " + without_accidents(mail.text), mail.at, true});
    }
}

void add_pagerduty(Remains& out, sandbox::World& world) {
    for (const auto& incident : world.pagerduty.incidents()) {
        const bool to_person = incident.title.starts_with("TEST");
        out.pages.push_back({incident_in(incident.title, "INC-([0-9]+)"), to_person ? "alice" : "pagerduty", "pagerduty", incident.incident_key, incident.created});
        out.outside.push_back({fmt::format("PagerDuty: {} {} {}, {} notes", incident.incident_key, incident.title, incident.status, incident.notes.size()), incident.created});
        for (const auto& note : incident.notes) out.outside.push_back({"PagerDuty note: " + note.content, note.created});
    }
}

std::string words_of(const Event& event) {
    std::string out = fmt::format("INC-{} {} {} {}", event.incident.value, kind_of(event.body), event.actor.value, without_accidents(plain_text(describe(event.body))));
    if (const auto* told = std::get_if<event::NotificationRequested>(&event.body)) out += fmt::format(" {} {} {} rule {}", told->number, told->target, name_of(told->by), told->rule);
    return out;
}

/// That it is on its way is no news where a report that it arrived has overtaken the answer.
bool is_overtaken(const Event& event, const std::vector<Event>& events) {
    const auto* sent = std::get_if<event::NotificationChanged>(&event.body);
    if (sent == nullptr || sent->state != NotificationState::sent) return false;
    return std::ranges::any_of(events, [&](const Event& other) {
        const auto* e = std::get_if<event::NotificationChanged>(&other.body);
        return e != nullptr && e->page == sent->page && e->number == sent->number && e->state > sent->state;
    });
}

/// A step fires once a round, and a round comes once until the page begins anew.
void look_for_repeats(Remains& out, const std::vector<Event>& events) {
    std::set<std::string> seen;
    std::map<std::string, int> lives;
    for (const Event& event : events) {
        std::string once;
        if (const auto* resumed = std::get_if<event::PageResumed>(&event.body)) ++lives[resumed->page];
        if (const auto* e = std::get_if<event::PageStepFired>(&event.body)) once = fmt::format("{} life {} step {}.{}", e->page, lives[e->page], e->round, e->step);
        if (const auto* e = std::get_if<event::PageRepeated>(&event.body)) once = fmt::format("{} life {} round {}", e->page, lives[e->page], e->round);
        if (const auto* e = std::get_if<event::PageExhausted>(&event.body)) once = fmt::format("{} life {} fallback", e->page, lives[e->page]);
        if (const auto* e = std::get_if<event::NotificationRequested>(&event.body)) once = fmt::format("{} notification {}", e->page, e->number);
        if (!once.empty() && !seen.insert(once).second) out.objections.push_back(fmt::format("INC-{}: {} came twice", event.incident.value, once));
    }
}

void add_run(Remains& out, const RunState& run) {
    if (!is_over(run.phase)) out.objections.push_back(fmt::format("run {} has not ended: it is {}", run.run.value, name_of(run.phase)));
    out.states.push_back(fmt::format("run {} {} {}", run.run.value, name_of(run.phase), run.why));
    for (const auto& step : run.steps) out.states.push_back(fmt::format("run {} {} {} {}", run.run.value, step.key.value, name_of(step.phase), name_of(step.outcome)));
}

void add_records(Remains& out, const std::string& database, Time now) {
    const auto read = store::read_only(database, [&](const store::Snapshot& view) {
        const auto last = view.tables().incidents.last_number().value;
        for (std::int64_t number = 1; number <= last; ++number) {
            const auto all = view.tables().timeline.events(IncidentNumber(number));
            if (auto again = what_ran_again(all); !again.empty()) out.objections.push_back(std::move(again));
            const auto events = without_interruptions(all);
            for (const Event& event : events)
                if (!is_overtaken(event, events)) out.timelines.push_back({words_of(event), event.occurred_at});
            look_for_repeats(out, events);
            const auto state = view.find(IncidentNumber(number));
            out.states.push_back(fmt::format("INC-{} {} {}", number, name_of(state->severity), name_of(state->status)));
            for (const auto& run : view.tables().runs.of_incident(IncidentNumber(number))) add_run(out, run);
            for (const auto& page : state->pages) {
                out.states.push_back(fmt::format("INC-{}/{} {} {} round {} step {}", number, page.page, page.state, name_of(page.phase), page.round, page.step));
                for (const auto& one : page.notifications)
                    out.states.push_back(fmt::format("INC-{}/{}/{} {} {} {}", number, page.page, one.number, to_text(one.target), name_of(one.by), name_of(one.state)));
            }
        }
        for (const auto& row : view.tables().outbox.due_heads(now + std::chrono::days{1}, 100))
            out.objections.push_back(fmt::format("INC-{}: {} still waits in the outbox until {}", row.incident.value, traits_of(row.what).kind, clock(row.next_attempt_at)));
    });
    if (!read) out.objections.push_back("the database cannot be read: " + read.error().message);
    const auto verified = store::verify(database);
    if (!verified || !verified->problems.empty()) out.objections.push_back("the chain does not verify");
}

void add_objections(Remains& out, sandbox::World& world) {
    const auto add = [&](const char* who, const auto& violations) {
        for (const auto& v : violations) out.objections.push_back(fmt::format("{} objects: {}: {}", who, v.method, v.what));
    };
    add("Slack", world.slack.violations());
    add("PagerDuty", world.pagerduty.violations());
    add("Twilio", world.twilio.violations());
    add("the mail server", world.mail.violations());
}

/// Both sorted: lines that one has and the other has not; `repeats` counts what was heard twice and may be.
std::string compare(std::string_view what, const std::vector<Line>& calm, const std::vector<Line>& found, int& repeats) {
    auto a = calm.begin();
    auto b = found.begin();
    while (a != calm.end() || b != found.end()) {
        const bool same = a != calm.end() && b != found.end() && a->what == b->what;
        if (same && b->at - a->at <= kLate && a->at - b->at <= kLate) {
            ++a, ++b;
        } else if (b != found.end() && b->may_repeat && b != found.begin() && std::prev(b)->what == b->what && b->at - std::prev(b)->at <= kLate) {
            ++b, ++repeats;
        } else if (b == found.end() || (a != calm.end() && *a < *b)) {
            return fmt::format("{}: missing at {}: {}", what, clock(a->at), a->what);
        } else {
            return fmt::format("{}: nobody expected at {}: {} (but at {}: {})", what, clock(b->at), b->what, a == calm.end() ? "" : clock(a->at),
                               a == calm.end() ? "the end" : a->what);
        }
    }
    return {};
}

}  // namespace

std::string clock(Time at) { return at == Time{} ? "" : format_utc_second(at).substr(11); }

Remains remains_of(Stage& stage) {
    Remains out;
    add_slack(out, stage.world());
    add_phones(out, stage.world());
    add_pagerduty(out, stage.world());
    add_records(out, stage.database(), stage.now());
    out.begun = stage.machine().begun();
    add_objections(out, stage.world());
    std::ranges::sort(out.pages, {}, &Receipt::at);
    std::ranges::sort(out.outside);
    std::ranges::sort(out.timelines);
    std::ranges::sort(out.states);
    return out;
}

std::string difference(const Remains& calm, const Remains& interrupted) {
    int repeats = 0;
    if (auto found = compare("the timeline", calm.timelines, interrupted.timelines, repeats); !found.empty()) return found;
    if (auto found = compare("the outside", calm.outside, interrupted.outside, repeats); !found.empty()) return found;
    if (repeats > 1) return fmt::format("{} e-mails were repeated after one crash", repeats);
    const auto [a, b] = std::ranges::mismatch(calm.states, interrupted.states);
    if (a == calm.states.end() && b == interrupted.states.end()) return {};
    return fmt::format("the state: `{}` instead of `{}`", b == interrupted.states.end() ? "nothing" : *b, a == calm.states.end() ? "nothing" : *a);
}

}  // namespace tocsin::crash
