#include "bot/oncall/recall.hpp"

#include "bot/oncall/edition_reading.hpp"
#include "bot/oncall/file.hpp"

namespace tocsin::oncall {

std::expected<std::shared_ptr<const Edition>, std::vector<ConfigError>> read_edition(const std::string& path, const Environment& environment) {
    auto reading = read_edition(path, environment, Against{});
    if (!reading.edition) return std::unexpected(std::move(reading.wrong));
    return std::move(reading.edition);
}

std::shared_ptr<const Edition> recall(const std::string& body) {
    // It was in use once: what lint has learnt to refuse since, and a variable that is gone, must not take a running page's plan away.
    const Environment environment = [](const std::string& name) { return std::optional(process_environment(name).value_or("")); };
    auto reading = read_text(body, "stored", environment);
    return reading.file ? std::make_shared<const Edition>(std::move(*reading.file), body) : nullptr;
}

}  // namespace tocsin::oncall
