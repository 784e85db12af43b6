#include "bot/oncall/recall.hpp"

#include "bot/oncall/file.hpp"

namespace tocsin::oncall {

std::expected<std::shared_ptr<const Edition>, std::vector<ConfigError>> read_edition(const std::string& path, const Environment& environment) {
    auto body = read_bytes(path);
    if (!body) return std::unexpected(std::vector<ConfigError>{body.error()});
    auto file = parse_file(*body, path, environment);
    if (!file) return std::unexpected(std::move(file.error()));
    return std::make_shared<const Edition>(std::move(*file), std::move(*body));
}

std::shared_ptr<const Edition> recall(const std::string& body) {
    auto file = parse_file(body, "stored", process_environment);
    return file ? std::make_shared<const Edition>(std::move(*file), body) : nullptr;
}

}  // namespace tocsin::oncall
