// The section `runbooks` of the configuration: what runbooks may reach. Used by the reader of the configuration; one thread.
#pragma once

#include "bot/config.hpp"
#include "bot/yaml/section.hpp"
#include "runbooks/engine/check.hpp"

namespace tocsin {

void read_runbooks(YamlSection section, Config& config);

/// What a runbook may name, to hold its file against.
runbooks::Allowed allowed_by(const RunbooksConfig& config);

/// Why the file cannot be a command, to be said after its name; empty if it can. It must be absolute, an executable file, and neither it nor a
/// folder above it may be writable by everybody.
std::string program_problem(const std::string& path);

}  // namespace tocsin
