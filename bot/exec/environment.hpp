// The environment of a command: what the configuration lets through, and what its step adds. Pure; any thread.
#pragma once

#include <expected>
#include <map>
#include <string>
#include <vector>

namespace tocsin::exec {

/// PATH where the configuration names none: programs start others.
constexpr const char* kPath = "PATH=/usr/local/bin:/usr/bin:/bin";

/// Why a step may not set this variable; empty if it may. Those that make a program load or run something else would turn any command of the
/// allow-list into any other.
std::string variable_problem(const std::string& name);

/// `NAME=value`, in order of the names. A step's value wins over the configuration's. Fails with a sentence.
std::expected<std::vector<std::string>, std::string> make_environment(std::map<std::string, std::string> let_through,
                                                                     const std::map<std::string, std::string>& of_step, const std::string& idempotency_key);

}  // namespace tocsin::exec
