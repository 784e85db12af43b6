// `undo`: which of a person's last changes can be taken back, and the event that does it. Pure; any thread.
#include <algorithm>

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

}  // namespace

Result<Drafts> undo(const Incident& state, std::span<const Event> recent) {
    for (const Event& event : recent) {
        if (event.corrects || is_taken_back(event, recent)) continue;
        const auto reversed = std::visit(Reverse{state}, event.body);
        if (!reversed) continue;
        if (!*reversed) return std::unexpected(reversed->error());
        Draft draft(**reversed);
        draft.corrects = event.seq;
        return Drafts{std::move(draft)};
    }
    return fail(Errc::not_found, "You changed no status, severity, lead or note here in the last five minutes.",
                "`undo` takes back only your own newest change; `status`, `sev` and `lead` set what should be.");
}

}  // namespace tocsin::decide
