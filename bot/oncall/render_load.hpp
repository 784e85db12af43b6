// The on-call load report as a table, CSV and JSON. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "bot/core/oncall_load.hpp"

namespace tocsin::oncall {

std::string load_table(const std::vector<Load>& rows, Time from, Time to);
/// A cell that a spreadsheet would take for a formula is made text.
std::string load_csv(const std::vector<Load>& rows);
std::string load_json(const std::vector<Load>& rows, Time from, Time to);

}  // namespace tocsin::oncall
