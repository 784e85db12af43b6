// The sections that retell the timeline row by row: timeline, updates, pages, raw events.
#include <fmt/format.h>

#include <map>

#include "bot/base/time_format.hpp"
#include "bot/core/describe.hpp"
#include "bot/postmortem/sections.hpp"

namespace tocsin::postmortem {
namespace {

/// The bot's own housekeeping: in the raw events, but no part of the story.
bool is_housekeeping(const EventBody& body) {
    return std::holds_alternative<event::CreationStepFinished>(body) || std::holds_alternative<event::Denied>(body) ||
           std::holds_alternative<event::UpdateReminded>(body) || is_routine(body);
}

/// A note that its author took back at once, and the taking back.
bool is_slip(const Facts& facts, std::size_t i) {
    const EventBody& body = facts.input.events[i].body;
    return std::holds_alternative<event::NoteWithdrawn>(body) || (std::holds_alternative<event::NoteAdded>(body) && facts.corrected[i]);
}

std::string clock_time(const std::string& utc_second) { return utc_second.substr(11); }

/// One page through its steps, which are not to be confused (design G10).
struct PageRow {
    std::string page;
    bool test = false;
    Markup target, requested, sent, notified, acknowledged, unanswered, failed;
};

void add_to(Markup& cell, Markup more) {
    if (!cell.empty()) cell << "; ";
    cell << more;
}
Markup at_with(Time at, const Markup& detail) {
    Markup m = Markup().time(at);
    if (!detail.empty()) m << " " << detail;
    return m;
}

class Pages {
public:
    void at(const Event& event) {
        std::visit(Overload{[&](const event::PageRequested& e) { request(e, event.occurred_at); },
                            [&](const event::PageSent& e) { step(e.page, &PageRow::sent, event, e.detail); },
                            [&](const event::PageNotified& e) { step(e.page, &PageRow::notified, event, e.whom); },
                            [&](const event::Acknowledged& e) { acknowledge(e.person, event.occurred_at); },
                            [&](const event::PageUnanswered& e) { step(e.page, &PageRow::unanswered, event, e.detail); },
                            [&](const event::PageFailed& e) { step(e.page, &PageRow::failed, event, e.reason); },
                            [&](const event::PageExhausted& e) { step(e.page, &PageRow::unanswered, event, "every step was tried"); },
                            [&](const event::NotificationRequested& e) { whom_[{e.page, e.number}] = target_name(e.target) << " by " << std::string(name_of(e.by)); },
                            [&](const event::NotificationChanged& e) { change(e, event); },
                            [](const auto&) {}},
                   event.body);
    }
    std::vector<PageRow> take() { return std::move(rows_); }

private:
    PageRow& row(const std::string& page) {
        const auto [place, is_new] = places_.try_emplace(page, rows_.size());
        if (is_new) rows_.push_back({page, false, {}, {}, {}, {}, {}, {}, {}});
        return rows_[place->second];
    }
    void request(const event::PageRequested& e, Time at) {
        auto& r = row(e.page);
        r.test = e.test;
        add_to(r.target, (Markup(e.test ? "test: " : "") << e.target) << " through " << e.means);
        add_to(r.requested, at_with(at, e.reason));
    }
    /// One acknowledgement answers every page that waits for one.
    void acknowledge(const ActorId& person, Time at) {
        for (auto& row : rows_)
            if (!row.test && row.acknowledged.empty()) row.acknowledged = Markup().time(at) << " " << person_or(person, "nobody known");
    }
    void step(const std::string& page, Markup PageRow::*cell, const Event& event, const Markup& detail) {
        add_to(row(page).*cell, at_with(event.occurred_at, detail));
    }

    /// A device that confirms is the nearest to a person that a means can come.
    void change(const event::NotificationChanged& e, const Event& event) {
        const Markup who = whom_[{e.page, e.number}];
        switch (e.state) {
            case NotificationState::sent: return step(e.page, &PageRow::sent, event, who);
            case NotificationState::delivered:
            case NotificationState::read: return step(e.page, &PageRow::notified, event, Markup(who) << " " << std::string(name_of(e.state)));
            case NotificationState::failed: return step(e.page, &PageRow::failed, event, Markup(who) << (e.detail.empty() ? "" : ": " + e.detail));
            case NotificationState::requested:
            case NotificationState::withdrawn: return;
        }
    }

    std::vector<PageRow> rows_;
    std::map<std::string, std::size_t> places_;
    std::map<std::pair<std::string, int>, Markup> whom_;  ///< of each notification
};

/// Whatever the fields hold, a line of the log stays one line.
void append_log_line(std::string& out, std::string_view line) {
    std::size_t from = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (static_cast<unsigned char>(line[i]) >= 0x20 && line[i] != 0x7F) continue;
        out.append(line, from, i - from);
        out += line[i] == '\n' ? "\\n" : " ";
        from = i + 1;
    }
    out.append(line, from);
    out += '\n';
}

}  // namespace

Blocks timeline_blocks(const Facts& facts) {
    Table table{{"Date", "UTC", "Who", "Source", "What", "Link"}, {}};
    table.cells.reserve(facts.by_time.size() * 6);
    for (std::size_t i : facts.by_time) {
        const Event& event = facts.input.events[i];
        const EntryState& entry = facts.entries[i];
        if (is_housekeeping(event.body) || !is_part_of_record(event) || entry.is_correction || entry.withdrawn || is_slip(facts, i)) continue;
        const bool of_message = std::holds_alternative<event::MessageCaptured>(event.body);
        const std::string when = format_utc_second(event.occurred_at);
        table.cells.emplace_back(std::string_view(when).substr(0, 10));
        table.cells.emplace_back(clock_time(when));
        table.cells.push_back(of_message ? who_of(event) : person_or(event.actor, "nobody"));
        table.cells.emplace_back(event.source.value);
        table.cells.push_back(of_message || entry.revised != nullptr || entry.deleted ? describe_entry(event, entry) : facts.sentences[i]);
        if (event.corrects) table.cells.back() << fmt::format(" (corrects entry {})", event.corrects->value);
        if (facts.corrected[i] && entry.revised == nullptr && !entry.deleted) table.cells.back() << fmt::format(" (entry {}, corrected later)", event.seq.value);
        table.cells.push_back(is_safe_url(event.link) ? Markup().link(event.link, "link") : Markup(event.link));
    }
    if (table.cells.empty()) return say("Nothing is recorded.");
    Blocks out;
    out.emplace_back(std::move(table));
    return out;
}

Blocks update_blocks(const Facts& facts) {
    Table table{{"When", "State", "Who", "Update", "Next promised for"}, {}};
    for (std::size_t i : facts.by_time) {
        const Event& event = facts.input.events[i];
        if (const auto* sent = std::get_if<event::UpdatePublished>(&event.body))
            table.cells.insert(table.cells.end(), {Markup().time(event.occurred_at), "sent", person_or(event.actor, "nobody"),
                                                   Markup(sent->text), time_or(sent->next_due, "no promise")});
        else if (const auto* missed = std::get_if<event::UpdateMissed>(&event.body))
            table.cells.insert(table.cells.end(), {Markup().time(missed->due), Markup().bold("missed"), "", "", ""});
    }
    if (table.cells.empty()) return say("No status update was sent or promised.");
    Blocks out;
    out.emplace_back(std::move(table));
    return out;
}

Blocks page_blocks(const Facts& facts) {
    Pages pages;
    for (const auto& event : facts.input.events) pages.at(event);
    Table table{{"Page", "To", "Asked for", "Sent", "Somebody notified", "Acknowledged", "Nobody notified", "Failed"}, {}};
    for (auto& row : pages.take()) {
        table.cells.emplace_back(row.page);
        for (auto* cell : {&row.target, &row.requested, &row.sent, &row.notified, &row.acknowledged, &row.unanswered, &row.failed})
            table.cells.push_back(std::move(*cell));
    }
    if (table.cells.empty()) return say("Nobody was paged by tocsin.");
    Blocks out;
    out.emplace_back(std::move(table));
    out.emplace_back(Paragraph{"Sent means that the paging service took it. “Somebody notified” means that a device of theirs or PagerDuty confirmed it; only “acknowledged” means that somebody answered."});
    return out;
}

Blocks log_blocks(const Facts& facts) {
    Log log;
    log.lines.reserve(facts.input.events.size() * 200);
    fmt::memory_buffer line;
    for (std::size_t i = 0; i < facts.input.events.size(); ++i) {
        const Event& event = facts.input.events[i];
        if (!is_part_of_record(event)) continue;
        line.clear();
        const auto out = fmt::appender(line);
        fmt::format_to(out, "{}  {}  {}  {}  {}  {}", event.seq.value, format_rfc3339(event.occurred_at),
                       format_rfc3339(event.recorded_at), kind_of(event.body), event.actor.value, event.source.value);
        if (event.corrects) fmt::format_to(out, "  corrects {}", event.corrects->value);
        if (!event.link.empty()) fmt::format_to(out, "  <{}>", event.link);
        fmt::format_to(out, "  {}", plain_text(facts.sentences[i], facts.input.names));
        append_log_line(log.lines, {line.data(), line.size()});
    }
    if (log.lines.empty()) return say("Nothing is recorded.");
    Blocks out;
    out.emplace_back(Paragraph{"One line an event: entry, happened at, recorded at, kind, actor, source, what."});
    out.emplace_back(std::move(log));
    return out;
}

}  // namespace tocsin::postmortem
