#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/oncall/render.hpp"

namespace tocsin::oncall {
namespace {

constexpr std::size_t kLongestLine = 75;  ///< octets, without the line break (RFC 5545, 3.1)

/// A content line, folded between characters.
void add_line(std::string& out, std::string_view line) {
    std::size_t room = kLongestLine;
    while (line.size() > room) {
        std::size_t cut = room;
        while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xC0U) == 0x80U) --cut;
        if (cut == 0) cut = room;
        out.append(line.substr(0, cut)).append("\r\n ");
        line.remove_prefix(cut);
        room = kLongestLine - 1;  // the space that continues a line counts
    }
    out.append(line).append("\r\n");
}

std::string escaped(std::string_view text) {
    std::string out;
    for (char c : text::sanitize(text)) {
        if (c == '\\' || c == ';' || c == ',') out += '\\';
        if (c == '\n') out += "\\n";
        else out += c;
    }
    return out;
}

std::string utc_stamp(Time at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(at - day)};
    return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

void add_event(std::string& out, const View& view, const Shift& shift, Time stamp) {
    const auto& schedule = view.calendar.schedule().id.value;
    const auto* person = view.file.find(shift.person);
    const std::string& name = person != nullptr ? person->name : shift.person.value;
    const std::string_view layer = shift.layer.empty() ? "override" : std::string_view(shift.layer.value);
    add_line(out, "BEGIN:VEVENT");
    // The same shift has the same UID in every rendering, so that a calendar replaces it instead of adding a second one.
    add_line(out, fmt::format("UID:{}.{}.{}.{}@tocsin", schedule, layer, shift.person.value, unix_seconds(shift.from)));
    add_line(out, "DTSTAMP:" + utc_stamp(stamp));
    add_line(out, "DTSTART:" + utc_stamp(shift.from));
    add_line(out, "DTEND:" + utc_stamp(shift.until));
    add_line(out, "SUMMARY:" + escaped(fmt::format("{} on call: {}", name, schedule)));
    add_line(out, "DESCRIPTION:" + escaped(fmt::format("Schedule {}, layer {}", schedule, layer)));
    add_line(out, "TRANSP:TRANSPARENT");
    add_line(out, "END:VEVENT");
}

/// What a calendar without an event holds: it must have a component (RFC 5545, 3.6).
void add_zone(std::string& out) {
    for (const char* line : {"BEGIN:VTIMEZONE", "TZID:UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0000",
                             "END:STANDARD", "END:VTIMEZONE"})
        add_line(out, line);
}

}  // namespace

std::string render_ics(const std::vector<View>& views, Time from, Time to, const PersonId& person, Time stamp) {
    std::string out, name = person.value;
    for (const auto& view : views)
        if (person.empty()) name += (name.empty() ? "" : ", ") + view.calendar.schedule().id.value;
    add_line(out, "BEGIN:VCALENDAR");
    add_line(out, "VERSION:2.0");
    add_line(out, "PRODID:-//tocsin//on-call//EN");
    add_line(out, "CALSCALE:GREGORIAN");
    add_line(out, "METHOD:PUBLISH");
    add_line(out, "X-WR-CALNAME:" + escaped("On call: " + name));
    const std::size_t head = out.size();
    for (const auto& view : views)
        for (const auto& shift : view.whole_shifts(from, to))
            if (person.empty() || shift.person == person) add_event(out, view, shift, stamp);
    if (out.size() == head) add_zone(out);
    add_line(out, "END:VCALENDAR");
    return out;
}

}  // namespace tocsin::oncall
