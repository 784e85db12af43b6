#include "bot/outbox/prepare.hpp"

namespace tocsin::outbox {
namespace {

/// The name under which the row's message is kept, if it edits one.
std::optional<std::string> message_name(const Delivery& what) {
    return std::visit(Overload{
                          [](const delivery::RefreshCard&) { return std::optional<std::string>("card"); },
                          [](const delivery::PinCard&) { return std::optional<std::string>("card"); },
                          [](const delivery::RefreshAnnouncement&) { return std::optional<std::string>("announcement"); },
                          [](const delivery::RefreshNotification& what) { return std::optional(store::notification_message(what.page, what.number)); },
                          [](const delivery::PostNamed& named) { return std::optional(named.name); },
                          [](const auto&) { return std::optional<std::string>(); },
                      },
                      what);
}

}  // namespace

std::optional<OutboxRow> reread(const store::Snapshot& view, const OutboxRow& row) { return view.tables().outbox.find(row.id); }

Prepared prepare(const store::Snapshot& view, const OutboxRow& row) {
    const auto& tables = view.tables();
    Prepared out;
    if (!row.incident.none()) out.incident = view.find(row.incident);
    if (const auto name = message_name(row.what)) out.message = tables.references.find(row.incident, *name);
    if (std::holds_alternative<delivery::PostLine>(row.what)) {
        const auto waiting = tables.outbox.count_in_lane(row.lane);
        if (waiting > kDigestAbove || (row.attempts > 0 && waiting > 1))
            out.waiting_lines = tables.outbox.waiting_in_lane(row.lane, kDigestLines);
    }
    if (std::holds_alternative<delivery::UploadPostmortem>(row.what)) out.timeline = tables.timeline.events(row.incident);
    if (std::holds_alternative<delivery::ArchiveChannel>(row.what)) out.others_wait = tables.outbox.count_for(row.incident) > 1;
    return out;
}

}  // namespace tocsin::outbox
