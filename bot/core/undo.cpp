// `undo`: which of a person's last changes can be taken back, and the event that does it. Pure; any thread.
#include <algorithm>
#include <ranges>

#include "bot/core/decide.hpp"

namespace tocsin::decide {
namespace {

std::unexpected<Error> overtaken(std::string_view what) {
    return fail(Errc::conflict, "Somebody changed the " + std::string(what) + " since, so your change is not taken back.",
                "Set it to what it should be instead.");
}

/// The event that reverses `e`, or why not; nothing if `e` is of a kind that cannot be undone.
struct Reverse {
    using Answer = std::optional<Result<EventBody>>;
    const Incident& state;

    Answer operator()(const event::StatusChanged& e) const {
        if (state.status != e.to) return Answer(overtaken("status"));
        return Answer(event::StatusChanged{e.to, e.from, "undone"});
    }
    Answer operator()(const event::SeverityChanged& e) const {
        if (state.severity != e.to) return Answer(overtaken("severity"));
        return Answer(event::SeverityChanged{e.to, e.from, "undone"});
    }
    Answer operator()(const event::RoleAssigned& e) const {
        if (e.role != Role::lead) return std::nullopt;
        if (state.role(e.role) != e.person) return Answer(overtaken("lead"));
        return Answer(event::RoleAssigned{e.role, e.previous, e.person});
    }
    Answer operator()(const event::NoteAdded& e) const { return Answer(event::NoteWithdrawn{e.text}); }
    Answer operator()(const auto&) const { return std::nullopt; }
};

bool is_taken_back(const Event& event, std::span<const Event> recent) {
    return std::ranges::any_of(recent, [&](const Event& other) { return other.corrects == event.seq; });
}

bool concern_the_same(const Event& a, const Event& b) {
    const auto* role_a = std::get_if<event::RoleAssigned>(&a.body);
    const auto* role_b = std::get_if<event::RoleAssigned>(&b.body);
    if (role_a != nullptr && role_b != nullptr) return role_a->role == role_b->role;
    return a.body.index() == b.body.index() && !std::holds_alternative<event::NoteAdded>(a.body);
}

bool was_changed_after(const Event& event, std::span<const Event> recent) {
    return std::ranges::any_of(recent, [&](const Event& later) {
        return later.seq > event.seq && !later.corrects && !is_taken_back(later, recent) && concern_the_same(event, later);
    });
}

std::string_view what_of(const Event& event) {
    if (std::holds_alternative<event::StatusChanged>(event.body)) return "status";
    return std::holds_alternative<event::SeverityChanged>(event.body) ? "severity" : "lead";
}

}  // namespace

Result<Drafts> undo(const Incident& state, std::span<const Event> recent, const ActorId& actor) {
    for (const Event& event : recent | std::views::reverse) {
        if (event.actor != actor || event.corrects || is_taken_back(event, recent)) continue;
        const auto reversed = std::visit(Reverse{state}, event.body);
        if (!reversed) continue;
        if (!*reversed) return std::unexpected(reversed->error());
        // Somebody may have changed it and changed it back: what stands now is theirs, although it looks like ours.
        if (was_changed_after(event, recent)) return overtaken(what_of(event));
        Draft draft(**reversed);
        draft.corrects = event.seq;
        return Drafts{std::move(draft)};
    }
    return fail(Errc::not_found, "You changed no status, severity, lead or note here in the last five minutes.",
                "`undo` takes back only your own newest change; `status`, `sev` and `lead` set what should be.");
}

}  // namespace tocsin::decide
