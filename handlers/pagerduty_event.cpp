#include "handlers/pagerduty_event.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/pagerduty/describe.hpp"
#include "handlers/alarm_outside.hpp"
#include "handlers/escalate.hpp"
#include "handlers/join.hpp"

namespace tocsin::handlers {
namespace {

using pagerduty::IncidentData;

constexpr std::string_view kDedupPrefix = "tocsin/";
constexpr Duration kLongestWindow = std::chrono::hours{24};

/// One webhook about one PagerDuty incident.
class News {
public:
    News(Context& context, const PagerDutyNews& news)
        : context_(context), news_(news), id_(pagerduty::incident_of(news.event)), said_(pagerduty::describe(news.event)) {}

    Reply handle() {
        if (id_.value.empty()) return {};
        if (is_our_own_echo()) return {};
        const auto* data = std::get_if<IncidentData>(&news_.event.data);
        IncidentNumber incident = known_incident();
        const bool opens = incident.none() && data != nullptr && data->status != "resolved";
        if (opens) incident = open(*data);
        if (incident.none()) return {};
        if (!opens && data != nullptr && is_older_priority(incident, *data)) return {};
        if (!opens || said_.what != "triggered") apply(incident, data);
        return say({}, incident);
    }

private:
    /// What we caused does not come back as a second event. A note that the bot's address had to send begins with
    /// the name of the person whose words it holds.
    bool is_our_own_echo() {
        // What PagerDuty escalates by itself is not what somebody here asked for.
        if (said_.what == "escalated" && news_.event.agent.empty()) return false;
        auto& pagerduty = context_.tables().pagerduty;
        const std::string detail = echo_detail();
        if (pagerduty.take_own(id_, said_.what, detail, context_.now())) return true;
        const auto name_end = detail.find(": ");
        return name_end != std::string::npos && pagerduty.take_own(id_, said_.what, detail.substr(name_end + 2), context_.now());
    }

    /// Notes are told apart by their text, priorities by their name; a status change needs nothing.
    std::string echo_detail() const {
        const auto* note = std::get_if<pagerduty::NoteData>(&news_.event.data);
        if (note != nullptr) return note->content;
        const auto* data = std::get_if<IncidentData>(&news_.event.data);
        return said_.what == "priority_updated" && data != nullptr ? data->priority.summary : std::string();
    }

    /// A priority that is known already, or that a later one has replaced: looking at PagerDuty sees the newest only.
    bool is_older_priority(IncidentNumber incident, const IncidentData& data) {
        if (said_.what != "priority_updated") return false;
        const auto& links = context_.work().find(incident)->pagerduty;
        const auto link = std::ranges::find(links, id_, &PagerDutyLink::id);
        if (link == links.end() || !link->priority) return false;
        // What was found by looking has no id, and is the newest.
        const bool replaced = !news_.event.id.empty() && news_.event.occurred_at <= link->priority_at;
        return *link->priority == data.priority.summary || replaced;
    }

    IncidentNumber known_incident() {
        const auto alert = context_.tables().pagerduty.find(id_);
        if (!alert) return {};
        const Incident* state = context_.work().find(alert->incident);
        // What was merged goes on in the incident that took it in.
        if (state != nullptr && !state->merged_into.none()) return state->merged_into;
        return alert->incident;
    }

    store::Attribution by() const { return {pagerduty::actor_of(news_.event), Source("pagerduty")}; }

    void record(IncidentNumber incident, EventBody body) {
        Draft draft(std::move(body), news_.event.occurred_at);
        if (const auto* data = std::get_if<IncidentData>(&news_.event.data)) draft.link = data->url;
        context_.record_as(incident, {std::move(draft)}, by());
    }

    // --- opening and joining ---

    store::PagerDutyAlert alert_of(const IncidentData& data) const {
        return {id_, {}, PagerDutyServiceId(data.service.id), data.service.summary, news_.labels,
                data.created_at.value_or(news_.event.occurred_at)};
    }

    std::vector<store::PagerDutyAlert> recent_alerts(Time around) {
        auto recent = context_.tables().pagerduty.since(around - kLongestWindow);
        std::erase_if(recent, [&](const store::PagerDutyAlert& other) {
            const Incident* state = context_.work().find(other.incident);
            // An alert that everybody may read joins nothing private and is not related to it. A page of our own is no alert.
            return state == nullptr || !is_open(state->status) || state->private_ || other.service_id.value.empty();
        });
        return recent;
    }

    /// Whether an incident's service is the alert's: by the name that PagerDuty gives it, or by the on-call file.
    bool is_service_of(const store::PagerDutyAlert& alert, const ServiceName& name) const {
        if (name.value.empty()) return false;
        if (text::equals_ignoring_case(name.value, alert.service)) return true;
        const auto edition = context_.settings().oncall->current();
        const auto* service = edition ? edition->file.find_service(name.value) : nullptr;
        return service != nullptr && service->pagerduty == alert.service_id;
    }

    /// What the rules are held against: the alerts, and each incident that people opened for this alert's service, which stands where an
    /// alert of it would.
    std::vector<store::PagerDutyAlert> joinable(const store::PagerDutyAlert& alert, std::vector<store::PagerDutyAlert> among) {
        store::IncidentFilter since;
        since.declared_from = alert.triggered_at - kLongestWindow;
        since.without_drills = true;
        for (const IncidentNumber number : context_.tables().incidents.list(since)) {
            const Incident& state = *context_.work().find(number);
            const auto is_of_it = [&](const store::PagerDutyAlert& other) { return other.incident == number && other.service_id == alert.service_id; };
            const bool has_alert = std::ranges::any_of(among, is_of_it);
            const bool by_somebody = is_person(state.declared_by) || is_robot(state.declared_by);
            if (by_somebody && !has_alert && !state.private_ && is_service_of(alert, state.service))
                among.push_back({{}, number, alert.service_id, alert.service, {}, state.time(KeyTime::declared).value_or(alert.triggered_at)});
        }
        std::ranges::sort(among, {}, &store::PagerDutyAlert::triggered_at);
        return among;
    }

    IncidentNumber open(const IncidentData& data) {
        auto alert = alert_of(data);
        const IncidentNumber own = incident_of_dedup_key(data.incident_key);
        if (const Incident* paged = context_.work().find(own); paged != nullptr) {
            // What we paged ourselves is no sign of trouble that other alerts could belong to.
            link(alert, data, own, {});
            alert.incident = own;
            alert.service_id = PagerDutyServiceId();
            alert.labels.clear();
            context_.tables().pagerduty.put(alert);
            return own;
        }
        const auto mode = context_.settings().pagerduty.open;
        if (mode == OpenMode::off) return {};
        const auto recent = recent_alerts(alert.triggered_at);
        const auto choice = join_choice(alert, recent);
        if (mode == OpenMode::observe) return observe(data, choice);
        if (choice) return link(alert, data, choice->incident, choice->rule);
        return link(alert, data, declare(alert, data, recent), {});
    }

    std::optional<JoinChoice> join_choice(const store::PagerDutyAlert& alert, std::span<const store::PagerDutyAlert> recent) {
        if (auto choice = choose_join(context_.settings().pagerduty.join, alert, joinable(alert, {recent.begin(), recent.end()}))) return choice;
        const auto storm = std::ranges::find_if(recent, [&](const auto& other) {
            return other.triggered_at >= alert.triggered_at - kStormWindow && context_.work().find(other.incident)->storm;
        });
        if (storm == recent.end()) return std::nullopt;
        return JoinChoice{storm->incident, "alert storm"};
    }

    /// Nothing is opened; the announcement channel reads what would have been.
    IncidentNumber observe(const IncidentData& data, const std::optional<JoinChoice>& choice) {
        // Said once; what happens to it later would have opened nothing either.
        if (context_.tables().pagerduty.find(id_)) return {};
        context_.tables().pagerduty.put(alert_of(data));
        if (context_.settings().announce_channel.empty()) return {};
        Markup line = Markup("👁 observing only: PagerDuty ").link(data.url, data.title);
        if (choice) line << " would join " << context_.name(choice->incident) << " (" << choice->rule << ")";
        else line << " would open an incident in triage, suggested " << std::string(name_of(suggested_severity(data)));
        context_.work().enqueue({}, delivery::PostTo{context_.settings().announce_channel, line});
        return {};
    }

    IncidentNumber declare(const store::PagerDutyAlert& alert, const IncidentData& data, std::span<const store::PagerDutyAlert> recent) {
        const auto in_window = std::ranges::count_if(
            recent, [&](const auto& other) { return other.triggered_at >= alert.triggered_at - kStormWindow; });
        event::Declared declared;
        declared.status = Status::triage;
        declared.wants_channel = false;
        declared.storm = in_window + 1 >= kStormSize;
        declared.title = declared.storm ? fmt::format("Alert storm: {} PagerDuty incidents within five minutes", in_window + 1)
                                        : text::one_line(data.title);
        if (!declared.storm) declared.service = ServiceName(data.service.summary);
        const IncidentNumber number = context_.work().declare(declared, by(), news_.event.occurred_at, data.url);
        follow_declared(number);
        if (declared.storm)
            for (const auto& other : recent)
                if (other.triggered_at >= alert.triggered_at - kStormWindow) record(number, event::RelatedLinked{other.incident});
        record(number, event::KeyTimeSet{KeyTime::detected, news_.event.occurred_at, {}});
        if (data.created_at) record(number, event::KeyTimeSet{KeyTime::started, *data.created_at, {}});
        return number;
    }

    void follow_declared(IncidentNumber number) { context_.work().sign_head(number); }

    IncidentNumber link(store::PagerDutyAlert alert, const IncidentData& data, IncidentNumber incident, const std::string& rule) {
        alert.incident = incident;
        context_.tables().pagerduty.put(alert);
        record(incident, event::PagerDutyLinked{id_, alert.service_id, data.url, data.title, alert.service, data.urgency, data.priority.summary,
                                                   incident_of_dedup_key(data.incident_key) == incident ? data.incident_key : std::string()});
        if (!rule.empty()) record(incident, event::AlertJoined{id_, rule});
        suggest(incident, data);
        if (context_.settings().pagerduty.rest) context_.work().enqueue(incident, delivery::FetchPagerDutyDetails{id_});
        return incident;
    }

    void suggest(IncidentNumber incident, const IncidentData& data) {
        const Incident& state = *context_.work().find(incident);
        const Severity severity = suggested_severity(data);
        const bool worse = state.suggested == Severity::unset || severity < state.suggested;
        if (state.severity != Severity::unset || !worse) return;
        const std::string why = data.priority.empty() ? "PagerDuty urgency " + data.urgency : "PagerDuty priority " + data.priority.summary;
        record(incident, event::SeveritySuggested{severity, why});
    }

    // --- what happened to one that we know ---

    void apply(IncidentNumber incident, const IncidentData* data) {
        std::optional<std::string> value;
        if (said_.what == "priority_updated" && data != nullptr) value = data->priority.summary;
        const std::string proposal = said_.what == "reopened" ? proposed_reopening(*context_.work().find(incident)) : std::string();
        record(incident, event::PagerDutyChanged{id_, said_.what, said_.detail + proposal, value});
        // Whoever thinks that it is over no longer looks into its channel, and that of a closed one is archived.
        if (!proposal.empty()) alarm_outside(context_, *context_.work().find(incident), Markup("PagerDuty " + id_.value + " was " + said_.detail + proposal));
        if (said_.what == "acknowledged") acknowledged(incident);
        if (said_.what == "resolved") resolved(incident, data);
        if (said_.what == "priority_updated" && data != nullptr) prioritized(incident, *data);
        const bool people_changed = said_.what == "reassigned" || said_.what == "escalated" || said_.what == "acknowledged" || said_.what == "delegated";
        if (people_changed && context_.settings().pagerduty.rest) context_.work().enqueue(incident, delivery::FetchPagerDutyDetails{id_});
    }

    /// What is back there after it was over here is asked of people, as a resolve is; empty if there is nothing to ask.
    std::string proposed_reopening(const Incident& state) const {
        if (is_open(state.status) || is_about_question(state)) return {};
        const auto over = state.time(KeyTime::resolved);
        if (over && news_.event.occurred_at < *over) return {};
        return "; " + context_.name(state.number) + " stays " + std::string(name_of(state.status)) + " here until somebody reopens it: `" + context_.settings().command +
               " reopen " + context_.name(state.number) + " REASON`, or Reopen… on its card";
    }

    /// Where somebody has set a severity, a priority set by somebody else later is newer; before that it is a suggestion.
    void prioritized(IncidentNumber incident, const IncidentData& data) {
        const Incident& state = *context_.work().find(incident);
        const auto severity = severity_of_priority(data.priority.summary);
        if (state.severity == Severity::unset || !severity) return suggest(incident, data);
        if (state.severity == *severity || !is_open(state.status)) return;
        record(incident, event::SeverityChanged{state.severity, *severity, "PagerDuty priority " + data.priority.summary});
    }

    /// The name under which that person acts here, if the on-call file knows them (`people.pagerduty`): what they do in Slack then
    /// counts as theirs. That it was done there stands in the line before.
    ActorId acknowledger() const {
        const auto edition = context_.settings().oncall->current();
        const auto id = person_of(context_, by().actor);
        const auto* person = edition && !id.empty() ? edition->file.find(id) : nullptr;
        if (person == nullptr) return by().actor;
        return actor_of(context_.settings(), *person);
    }

    void acknowledged(IncidentNumber incident) {
        const store::Attribution who{acknowledger(), Source("pagerduty")};
        const auto drafts = decide::acknowledge(*context_.work().find(incident), who.actor, "PagerDuty");
        if (!drafts) return;
        for (const auto& draft : *drafts) {
            Draft dated = draft;
            dated.occurred_at = news_.event.occurred_at;
            context_.record_as(incident, {std::move(dated)}, who);
        }
    }

    /// Of which of our incidents is the one that took it in over there; none if we do not know it.
    IncidentNumber merged_into(const IncidentData* data) {
        if (data == nullptr || data->merged_into.empty()) return {};
        const auto other = context_.tables().pagerduty.find(PagerDutyIncidentId(data->merged_into.id));
        const Incident* state = other ? context_.work().find(other->incident) : nullptr;
        if (state == nullptr) return {};
        return state->merged_into.none() ? state->number : state->merged_into;
    }

    /// It paged for a question of a run, and says nothing of how the incident fares.
    bool is_about_question(const Incident& state) const {
        const auto link = std::ranges::find(state.pagerduty, id_, &PagerDutyLink::id);
        return link != state.pagerduty.end() && !link->key.empty() && std::ranges::find(state.pages, link->key, &PageState::alert) != state.pages.end();
    }

    void resolved(IncidentNumber incident, const IncidentData* data) {
        const Incident& state = *context_.work().find(incident);
        if (!is_open(state.status) || is_about_question(state)) return;
        const bool merged = data != nullptr && !data->merged_into.empty();
        const IncidentNumber target = merged_into(data);
        // It goes on under another id, so nothing is over.
        if (target == incident) return;
        const Incident* other = context_.work().find(target);
        if (other != nullptr && other->private_ == state.private_) return record(incident, event::MergeProposed{id_, PagerDutyIncidentId(data->merged_into.id), target});
        const bool all = std::ranges::all_of(state.pagerduty, [](const PagerDutyLink& link) { return link.state == "resolved"; });
        if (context_.settings().pagerduty.resolve == ResolveMode::apply && all && !merged) {
            if (const auto drafts = decide::status(state, Status::resolved, "resolved in PagerDuty")) context_.record_as(incident, *drafts, by());
            return;
        }
        record(incident, event::ResolveProposed{id_, news_.event.agent.summary.empty() ? "PagerDuty" : news_.event.agent.summary});
    }

    Context& context_;
    const PagerDutyNews& news_;
    PagerDutyIncidentId id_;
    pagerduty::Description said_;
};

}  // namespace

Reply pagerduty_event(Context& context, const PagerDutyNews& news) { return News(context, news).handle(); }

std::optional<store::DeliveryKey> change_key(const pagerduty::WebhookEvent& event, Duration shift) {
    static constexpr std::string_view kChanges[] = {"incident.triggered", "incident.acknowledged", "incident.unacknowledged", "incident.resolved",
                                                    "incident.reopened",  "incident.escalated",    "incident.reassigned",     "incident.delegated"};
    const auto id = pagerduty::incident_of(event);
    const auto* note = std::get_if<pagerduty::NoteData>(&event.data);
    // A note has a name of its own, by which both ways know it.
    if (note != nullptr && !note->id.empty()) return store::DeliveryKey{"pagerduty:change", fmt::format("{} {} {}", id.value, event.type, note->id)};
    if (id.value.empty() || std::ranges::find(kChanges, event.type) == std::end(kChanges)) return std::nullopt;
    // Several people may acknowledge within one second; the rest happens once.
    const std::string who = event.type == "incident.acknowledged" ? event.agent.id : std::string();
    return store::DeliveryKey{"pagerduty:change", fmt::format("{} {} {} {}", id.value, event.type, who, unix_seconds(event.occurred_at + shift))};
}

std::optional<Severity> severity_of_priority(std::string_view priority) {
    if (priority.size() >= 2 && (priority[0] == 'P' || priority[0] == 'p') && priority[1] >= '1' && priority[1] <= '5')
        return static_cast<Severity>(priority[1] - '0');
    return std::nullopt;
}

Severity suggested_severity(const IncidentData& data) {
    if (const auto severity = severity_of_priority(data.priority.summary)) return *severity;
    return data.urgency == "low" ? Severity::sev4 : Severity::sev2;
}

IncidentNumber incident_of_dedup_key(std::string_view key) {
    if (!key.starts_with(kDedupPrefix)) return {};
    key.remove_prefix(kDedupPrefix.size());
    return IncidentNumber(text::parse_int(key.substr(0, key.find('/'))).value_or(0));
}

std::string dedup_key_of(IncidentNumber incident, std::string_view target) {
    return fmt::format("{}{}/{}", kDedupPrefix, incident.value, target);
}

}  // namespace tocsin::handlers
