// Subcommands over a database file, with or without a running server. Main thread.
#pragma once

#include <string>

namespace tocsin::cli {

/// Which database: `--db FILE`, or the one that `--config FILE` names.
struct DatabaseChoice {
    std::string config, db;
};

int verify(const DatabaseChoice& from);
int backup(const DatabaseChoice& from, const std::string& target);
int migrate(const DatabaseChoice& from);
/// Renders the draft; into an existing file it keeps what people wrote. `format`: md, html or json.
int postmortem(const DatabaseChoice& from, const std::string& incident, const std::string& format, const std::string& output);
/// `format`: table, csv or json.
/// Hours on call, pages and answers of each person, from what is recorded.
int oncall_load(const DatabaseChoice& from, const std::string& begin, const std::string& end, const std::string& format);
int report(const DatabaseChoice& from, const std::string& begin, const std::string& end, const std::string& by, const std::string& format);

}  // namespace tocsin::cli
