#include "bot/yaml/report.hpp"

#include <cstdlib>

namespace tocsin {

std::optional<std::string> process_environment(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace tocsin
