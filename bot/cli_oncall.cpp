#include "bot/cli_oncall.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <expected>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/cli_common.hpp"
#include "bot/oncall/file.hpp"
#include "bot/oncall/lint.hpp"
#include "bot/oncall/render.hpp"

namespace tocsin::cli {
namespace {

using oncall::Calendars;
using oncall::Oncall;
using oncall::View;
using std::chrono::days;

/// What is rendered unless something else is asked for, and the most that is.
constexpr days kUsualRange{14};
constexpr days kLongestRange{25 * 366};

std::expected<oncall::FileReading, std::string> read(const std::string& path, const oncall::Against& against = {}) {
    const auto bytes = oncall::read_bytes(path);
    if (!bytes) return std::unexpected(bytes.error());
    return oncall::read_text(*bytes, path, process_environment, against);
}

template <class T>
int not_there(std::string_view what, const std::string& typed, const std::vector<T>& all) {
    const auto ids = oncall::ids_of(all);
    return failed({Errc::not_found, fmt::format("There is no {} `{}`{}", what, typed, ids.empty() ? "." : text::did_you_mean(typed, ids)),
                   fmt::format("There are: {}.", fmt::join(ids, ", "))});
}

/// A file that was read and the schedules of it that were asked for.
struct Chosen {
    Oncall file;
    Calendars calendars;
    std::vector<View> views;
    std::string zone;  ///< in which times without an offset are meant

    Chosen() = default;
    Chosen(const Chosen&) = delete;  // the views point into it
    Chosen& operator=(const Chosen&) = delete;
};

int choose(const OncallOptions& options, Chosen& chosen) {
    if (options.file.empty()) return usage("`--oncall-file` (or `--url` with `--token`) says what to ask.");
    auto reading = read(options.file);
    if (!reading) return bad_config({reading.error()});
    if (!reading->file) return bad_config(reading->mistakes);
    // Who is on call can be said all the same; `lint` and the server refuse the file.
    for (const auto& unfit : reading->unfit) fmt::print(stderr, "{}\n", unfit);
    chosen.file = std::move(*reading->file);
    chosen.calendars = Calendars(chosen.file);
    for (const auto& calendar : chosen.calendars.all())
        if (options.schedule.empty() || calendar.schedule().id.value == options.schedule) chosen.views.push_back({chosen.file, calendar, {}});
    if (chosen.views.empty() && options.schedule.empty()) return failed({Errc::not_found, options.file + " has no schedule.", {}});
    if (chosen.views.empty()) return not_there("schedule", options.schedule, chosen.file.schedules);
    if (!options.person.empty() && chosen.file.find(oncall::PersonId(options.person)) == nullptr) return not_there("person", options.person, chosen.file.people);
    chosen.zone = chosen.views.front().calendar.schedule().zone;
    return kOk;
}

Time current() { return std::chrono::floor<std::chrono::seconds>(SystemClock().now()); }

Result<Time> instant(const std::string& option, const std::string& text, const std::string& zone) {
    if (const auto at = text == "now" ? current() : parse_iso8601(text, zone)) return *at;
    return fail(Errc::invalid_argument, fmt::format("{} is no time: `{}`; write 2026-01-05T09:00 ({}), 2026-01-05T08:00Z, or a date.", option, text, zone));
}

struct Range {
    Time from;
    Time to;
};

Result<Range> range_of(const OncallOptions& options, const std::string& zone) {
    Range out{start_of_day(current(), zone), {}};
    if (!options.from.empty()) {
        const auto from = instant("--from", options.from, zone);
        if (!from) return std::unexpected(from.error());
        out.from = *from;
    }
    out.to = out.from + kUsualRange;
    if (!options.to.empty()) {
        const auto to = instant("--to", options.to, zone);
        if (!to) return std::unexpected(to.error());
        out.to = *to;
    }
    if (out.to <= out.from) return fail(Errc::invalid_argument, "--to must be after --from.");
    if (out.to - out.from > kLongestRange) return fail(Errc::invalid_argument, "That range is longer than 25 years.");
    return out;
}

bool wants_json(const std::string& output) { return output == "json" || (output.empty() && isatty(STDOUT_FILENO) == 0); }

}  // namespace

int oncall_show(const OncallOptions& options) {
    Chosen chosen;
    if (const int code = choose(options, chosen); code != kOk) return code;
    const auto at = instant("--at", options.at.empty() ? "now" : options.at, chosen.zone);
    if (!at) return usage(at.error().message);
    fmt::print("{}", wants_json(options.output) ? oncall::show_json(chosen.views, *at) : oncall::show_table(chosen.views, *at));
    return kOk;
}

int oncall_render(const OncallOptions& options) {
    Chosen chosen;
    if (const int code = choose(options, chosen); code != kOk) return code;
    const auto range = range_of(options, chosen.zone);
    if (!range) return usage(range.error().message);
    const oncall::PersonId person(options.person);
    if (options.output == "ics") fmt::print("{}", oncall::render_ics(chosen.views, range->from, range->to, person, current()));
    else if (wants_json(options.output)) fmt::print("{}", oncall::render_json(chosen.views, range->from, range->to, person));
    else fmt::print("{}", oncall::render_table(chosen.views, range->from, range->to, person));
    return kOk;
}

int oncall_lint(const OncallOptions& options) {
    const auto now = current();
    // Without a configuration nothing is said of what it could send; `check-config` does.
    auto reading = read(options.file, {now, std::nullopt});
    if (!reading) return bad_config({reading.error()});
    const auto errors = reading->all();
    std::vector<std::string> warnings;
    if (reading->file) {
        for (const auto& warning : oncall::warnings(*reading->file, Calendars(*reading->file), now)) {
            const auto line = reading->lines.find(warning.about);
            warnings.push_back(fmt::format("{}{}: warning: {}", options.file, line == reading->lines.end() ? "" : ":" + std::to_string(line->second), warning.text));
        }
        for (const auto& text : oncall::zone_warnings(*reading->file, now)) warnings.push_back(options.file + ": warning: " + text);
    }
    if (wants_json(options.output))
        fmt::print("{}\n", nlohmann::ordered_json({{"file", options.file}, {"errors", errors}, {"warnings", warnings}})
                               .dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    else
        for (const auto& warning : warnings) fmt::print("{}\n", warning);
    // The JSON holds them already; whoever reads both streams would see each twice.
    if (!errors.empty()) return wants_json(options.output) ? kBadConfig : bad_config(errors);
    if (!wants_json(options.output))
        fmt::print("{}: good; people {}, schedules {}, policies {}, services {}\n", options.file, reading->file->people.size(),
                   reading->file->schedules.size(), reading->file->policies.size(), reading->file->services.size());
    return kOk;
}

}  // namespace tocsin::cli
