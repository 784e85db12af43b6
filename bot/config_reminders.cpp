#include "bot/config_reminders.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "bot/base/text.hpp"

namespace tocsin {
namespace {

constexpr std::array<std::string_view, 7> kDays{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

/// `08:00`
std::optional<std::chrono::minutes> clock_in(std::string_view typed) {
    const auto colon = typed.find(':');
    if (colon == std::string_view::npos || typed.size() - colon != 3) return std::nullopt;
    const auto hour = text::parse_int(typed.substr(0, colon)), minute = text::parse_int(typed.substr(colon + 1));
    if (!hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59) return std::nullopt;
    return std::chrono::minutes{*hour * 60 + *minute};
}

void read_clock(YamlSection& from, const std::string& key, std::chrono::minutes& into) {
    const auto typed = from.text(key);
    if (!typed) return;
    if (const auto clock = clock_in(*typed)) into = *clock;
    else from.mistake(key, "must be a time of the day such as \"08:00\"");
}

void read_days(YamlSection& from, QuietHours& quiet) {
    if (!from.has("days")) return from.accept("days");
    quiet.days.fill(false);
    for (const auto& name : from.texts("days")) {
        const auto day = std::ranges::find_if(kDays, [&](std::string_view known) { return text::equals_ignoring_case(known, name); });
        if (day == kDays.end()) from.mistake("days", "holds days of the week, monday to sunday");
        else quiet.days.at(static_cast<std::size_t>(day - kDays.begin())) = true;
    }
    if (std::ranges::find(quiet.days, false) == quiet.days.end()) from.mistake("days", "must leave a day on which somebody can be reminded");
}

}  // namespace

QuietHours read_reminders(YamlSection reminders) {
    QuietHours out;
    YamlSection quiet = reminders.section("quiet");
    read_clock(quiet, "from", out.from);
    read_clock(quiet, "to", out.to);
    read_days(quiet, out);
    quiet.refuse_unknown();
    reminders.refuse_unknown();
    return out;
}

}  // namespace tocsin
