// The buttons of a card: what makes sense now, in rows of at most five, so that they fit a telephone. A button with `…` opens a form.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/slack/block_parts.hpp"

namespace tocsin::slack::parts {
namespace {

using nlohmann::json;

constexpr std::size_t kRow = 5;
/// Runbooks that are offered by a button; further ones are listed.
constexpr int kMaxOffered = 3;
constexpr std::size_t kMaxRunLabel = 60;

struct FormButton {
    FormKind kind;
    std::string_view label;
};
/// The rest is behind “More…” (handlers/form_more.cpp).
constexpr auto kWhileOpen = std::to_array<FormButton>({{FormKind::update, "Update…"}, {FormKind::resolve, "Resolve…"}, {FormKind::page, "Page…"},
                                                      {FormKind::runbook, "Run…"}, {FormKind::role, "Roles…"}, {FormKind::note, "Add note…"},
                                                      {FormKind::task, "Task…"}, {FormKind::followup, "Follow-up…"}, {FormKind::severity, "Severity…"},
                                                      {FormKind::more, "More…"}});
/// Nobody has said yet that it is one.
constexpr auto kWhileTriage = std::to_array<FormButton>({{FormKind::cancel, "False alarm…"}});
/// While somebody is paged, or would be again.
constexpr auto kWhilePaging = std::to_array<FormButton>({{FormKind::escalate, "Escalate…"}, {FormKind::assign, "Page somebody else…"}, {FormKind::snooze, "Snooze…"}});
constexpr auto kResolved = std::to_array<FormButton>({{FormKind::close, "Close…"}, {FormKind::reopen, "Reopen…"}, {FormKind::followup, "Follow-up…"}, {FormKind::note, "Add note…"},
                                                     {FormKind::more, "More…"}});
constexpr auto kEnded = std::to_array<FormButton>({{FormKind::reopen, "Reopen…"}, {FormKind::followup, "Follow-up…"}, {FormKind::more, "More…"}});
constexpr auto kPostmortem = std::to_array<FormButton>({{FormKind::postmortem, "Post-mortem…"}});

bool is_snoozable(const PageState& page) { return page.is_waiting() || page.phase == PagePhase::acknowledged || page.phase == PagePhase::snoozed; }

class Rows {
public:
    explicit Rows(const Incident& incident) : incident_(incident) {}

    void put(ButtonAction action, std::optional<Status> to, std::string argument, const ButtonLook& look) {
        auto made = button({action, incident_.number, incident_.status, to, std::move(argument)}, look);
        if (!made) return;
        if (row_.size() == kRow) end_row();
        row_.push_back(std::move(*made));
    }
    void put(std::span<const FormButton> forms) {
        for (const auto& form : forms) put(ButtonAction::open_form, {}, std::string(name_of(form.kind)), {std::string(form.label), "", {}});
    }
    void end_row() {
        if (!row_.empty()) blocks_.push_back({{"type", "actions"}, {"elements", std::exchange(row_, json::array())}});
    }
    std::vector<json> take() {
        end_row();
        return std::move(blocks_);
    }

private:
    const Incident& incident_;
    json row_ = json::array();
    std::vector<json> blocks_;
};

/// One button for each status that is the next step of somebody's work; resolving has a form.
std::vector<Status> next_statuses(Status status) {
    switch (status) {
        case Status::triage: return {Status::investigating, Status::identified};
        case Status::investigating: return {Status::identified, Status::monitoring};
        case Status::identified: return {Status::monitoring};
        case Status::monitoring:
        case Status::resolved:
        case Status::closed:
        case Status::canceled: return {};
    }
    return {};
}

std::string label_of(Status status) {
    std::string out(name_of(status));
    out[0] = static_cast<char>(out[0] - 'a' + 'A');
    // Whoever looks for what to press once it is over for people does not look for the word monitoring.
    return status == Status::monitoring ? "Mitigated (monitoring)" : out;
}

void put_next_steps(Rows& rows, const Incident& incident) {
    // Whoever acknowledged before has not been heard of since, or another page went out.
    const bool page_waits = std::ranges::any_of(incident.pages, [](const PageState& page) { return page.is_waiting() || page.phase == PagePhase::snoozed; });
    if (page_waits || !incident.time(KeyTime::acknowledged)) rows.put(ButtonAction::acknowledge, {}, {}, {"Acknowledge", "primary", {}});
    for (const Status next : next_statuses(incident.status)) rows.put(ButtonAction::set_status, next, {}, {label_of(next), "", {}});
    rows.put(ButtonAction::join, {}, {}, {"Join", "", {}});
    rows.end_row();
}

void put_runbooks(Rows& rows, const Incident& incident) {
    rows.end_row();
    int offered = 0;
    for (const RunSummary& run : incident.runs) {
        if (!run.run.none() || ++offered > kMaxOffered) continue;
        rows.put(ButtonAction::start_run, {}, run.runbook.value, {"Run: " + text::truncate(run.title, kMaxRunLabel) + "…", "", {}, offered});
    }
}

void put_postmortem(Rows& rows, const std::string& name) {
    rows.end_row();
    rows.put(kPostmortem);
    rows.put(ButtonAction::say, {}, "postmortem " + name + " export", {"Post the draft here", "", {}, 1});
}

}  // namespace

std::optional<json> item_button(IncidentNumber incident, Status seen, ItemNumber item) {
    const int ordinal = static_cast<int>(item.value);
    return button({ButtonAction::finish_item, incident, seen, {}, std::to_string(item.value)}, {"Done", "", {}, ordinal});
}

std::vector<json> card_buttons(const Incident& incident, const std::string& incident_key) {
    Rows rows(incident);
    if (!incident.merged_into.none()) return rows.take();
    if (is_open(incident.status)) {
        put_next_steps(rows, incident);
        rows.put(kWhileOpen);
        if (incident.status == Status::triage) rows.put(kWhileTriage);
        if (std::ranges::any_of(incident.pages, is_snoozable)) rows.put(kWhilePaging);
        put_runbooks(rows, incident);
        return rows.take();
    }
    rows.put(incident.status == Status::resolved ? std::span<const FormButton>(kResolved) : std::span<const FormButton>(kEnded));
    if (incident.status != Status::canceled) put_postmortem(rows, display_name(incident_key, incident.number));
    return rows.take();
}

}  // namespace tocsin::slack::parts
