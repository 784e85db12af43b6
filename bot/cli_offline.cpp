#include "bot/cli_offline.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "bot/base/text.hpp"
#include "bot/cli_common.hpp"
#include "bot/config.hpp"
#include "bot/postmortem/html.hpp"
#include "bot/postmortem/json.hpp"
#include "bot/postmortem/markdown.hpp"
#include "bot/postmortem/merge.hpp"
#include "bot/store/verify.hpp"
#include "bot/base/time_format.hpp"
#include "bot/oncall/recall.hpp"
#include "bot/oncall/render_load.hpp"
#include "handlers/duty.hpp"
#include "handlers/report.hpp"

namespace tocsin::cli {
namespace {

/// The database and what of the configuration matters to reading it.
struct Chosen {
    std::string path;
    handlers::Settings settings;
};

std::expected<Chosen, int> choose(const DatabaseChoice& from) {
    if (from.db.empty() == from.config.empty()) {
        fmt::print(stderr, "Name the database: --db FILE, or --config FILE.\n");
        return std::unexpected(kUsage);
    }
    if (!from.db.empty()) return Chosen{from.db, {}};
    auto config = load_config(from.config, process_environment);
    if (!config) return std::unexpected(bad_config(config.error()));
    return Chosen{config->database_path, config->settings};
}

std::optional<IncidentNumber> incident_number(std::string_view text, std::string_view key) {
    const std::string prefix = text::lower(key) + "-";
    if (text::lower(text).starts_with(prefix)) text.remove_prefix(prefix.size());
    const auto number = text::parse_int(text);
    return number && *number > 0 ? std::optional(IncidentNumber(*number)) : std::nullopt;
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Written beside and renamed, so that a full disk cannot eat what people wrote.
int write_file(const std::string& path, const std::string& bytes) {
    const std::string partial = path + ".partial";
    std::ofstream file(partial, std::ios::binary | std::ios::trunc);
    file << bytes;
    file.close();
    std::error_code error;
    if (file) std::filesystem::rename(partial, path, error);
    if (file && !error) return kOk;
    return failed({Errc::unavailable, "cannot write " + path, {}});
}

/// The on-call file that was in use last, which the database keeps; null if there was none.
std::shared_ptr<const oncall::Edition> newest_edition(const store::Snapshot& view) {
    const auto body = view.tables().oncall.newest_file();
    return body ? oncall::recall(*body) : nullptr;
}

Result<std::string> render(const Chosen& chosen, IncidentNumber number, const std::string& format) {
    std::optional<std::string> out;
    const auto read = store::read_only(chosen.path, [&](const store::Snapshot& view) {
        const auto incident = view.find(number);
        if (!incident) return;
        const auto events = view.tables().timeline.events(number);
        const auto edition = newest_edition(view);
        const handlers::StoredNames names(view.tables().people.all(), view.tables().messages.names(), edition ? &edition->file : nullptr);
        const postmortem::DraftInput input{*incident, events, names, chosen.settings.key, chosen.settings.public_url};
        if (format == "json") out = postmortem::render_json(input);
        else if (format == "html") out = postmortem::render_html(postmortem::markdown(input), display_name(chosen.settings.key, number));
        else out = postmortem::markdown(input);
    });
    if (!read) return std::unexpected(read.error());
    if (!out) return fail(Errc::not_found, "There is no " + display_name(chosen.settings.key, number) + " in " + chosen.path + ".");
    return *out;
}

}  // namespace

int verify(const DatabaseChoice& from) {
    const auto chosen = choose(from);
    if (!chosen) return chosen.error();
    const auto report = store::verify(chosen->path);
    if (!report) return failed(report.error());
    for (const auto& problem : report->problems) fmt::print("✗ {}\n", problem);
    fmt::print("{} {} events of {} incidents, {} redacted, {} signed heads; {} events are newer than the last signed head of their incident\nsigned by {}{}\n",
               report->problems.empty() ? "✓ whole:" : "✗ NOT whole:", report->events, report->incidents, report->redactions, report->signed_heads,
               report->unsigned_events, report->public_key.empty() ? "nobody yet" : report->public_key,
               report->public_key.empty() || !report->problems.empty() ? "" : report->key_is_known ? ", the key beside the database"
                   : "; that key is not here, so whoever could write the database could have made the signatures: compare it with the one you know");
    return report->problems.empty() ? kOk : kFailed;
}

int backup(const DatabaseChoice& from, const std::string& target) {
    const auto chosen = choose(from);
    if (!chosen) return chosen.error();
    if (const auto done = store::backup(chosen->path, target); !done) return failed(done.error());
    fmt::print("{} is a whole copy of {}. Keep {}.key with it: it signs the record.\n", target, chosen->path, chosen->path);
    return kOk;
}

int migrate(const DatabaseChoice& from) {
    const auto chosen = choose(from);
    if (!chosen) return chosen.error();
    const auto done = store::migrate(chosen->path);
    if (!done) return failed(done.error());
    for (const auto& line : *done) fmt::print("{}\n", line);
    if (done->empty()) fmt::print("The schema is up to date.\n");
    return kOk;
}

int postmortem(const DatabaseChoice& from, const std::string& incident, const std::string& format, const std::string& output) {
    const auto chosen = choose(from);
    if (!chosen) return chosen.error();
    const auto number = incident_number(incident, chosen->settings.key);
    if (!number) return usage("`" + incident + "` is no incident; write INC-42 or 42.");
    auto rendered = render(*chosen, *number, format);
    if (!rendered) return failed(rendered.error());
    if (output.empty() || output == "-") {
        fmt::print("{}", *rendered);
        return kOk;
    }
    if (std::filesystem::exists(output)) {
        // Only Markdown can keep what people wrote; nothing else is written over a file that is there.
        if (format != "md") return failed({Errc::conflict, output + " exists already.", "Choose another name; only a Markdown draft is merged into."});
        rendered = postmortem::merge(read_file(output), *rendered);
        if (!rendered) return failed(rendered.error());
    }
    return write_file(output, *rendered);
}

int report(const DatabaseChoice& from, const std::string& begin, const std::string& end, const std::string& by, const std::string& format) {
    const auto query = handlers::report_query(begin, end, by);
    if (!query) return usage(query.error().message);
    const auto chosen = choose(from);
    if (!chosen) return chosen.error();
    std::optional<postmortem::Report> made;
    const auto read = store::read_only(chosen->path, [&](const store::Snapshot& view) { 
        const auto edition = newest_edition(view);
        made = handlers::make_report(view, *query, edition ? &edition->file : nullptr, [](const Incident&) { return true; });
    });
    if (!read) return failed(read.error());
    const std::string shown = format == "csv" ? postmortem::report_csv(*made) : format == "json" ? postmortem::report_json(*made) : postmortem::report_table(*made);
    fmt::print("{}", shown);
    return kOk;
}

int oncall_load(const DatabaseChoice& from, const std::string& begin, const std::string& end, const std::string& format) {
    const auto first = parse_iso8601(begin);
    const auto last = parse_iso8601(end);
    if (!first || !last) return usage("--from and --to take a date such as 2026-11-01, or a time with its offset.");
    if (*first >= *last) return usage("--to must be after --from.");
    const auto chosen = choose(from);
    if (!chosen) return chosen.error();
    std::vector<oncall::Load> rows;
    const auto read = store::read_only(chosen->path, [&](const store::Snapshot& view) {
        // Whose clock says what night is stands in the file that was in use last.
        const auto edition = newest_edition(view);
        rows = handlers::load_of(view.tables(), edition.get(), *first, *last, [](IncidentNumber) { return true; });
    });
    if (!read) return failed(read.error());
    fmt::print("{}", format == "csv" ? oncall::load_csv(rows) : format == "json" ? oncall::load_json(rows, *first, *last) : oncall::load_table(rows, *first, *last));
    return kOk;
}

}  // namespace tocsin::cli
