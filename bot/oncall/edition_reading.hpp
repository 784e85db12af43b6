// The on-call file on disk, read against the time and the configuration of a server. Free function; any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bot/oncall/book.hpp"
#include "bot/oncall/ways.hpp"
#include "bot/yaml/report.hpp"

namespace tocsin::oncall {

struct EditionReading {
    std::shared_ptr<const Edition> edition;  ///< null if `wrong` says why
    std::vector<ConfigError> wrong;          ///< every line that is wrong with it
    /// Policies that reach nobody any more. No reason for a null: a file in use grows old by itself, and whoever asks decides.
    std::vector<ConfigError> ended;
    std::vector<ConfigError> warnings;       ///< what the configuration cannot send, though somebody is woken all the same
};

EditionReading read_edition(const std::string& path, const Environment& environment, const Against& against);

}  // namespace tocsin::oncall
