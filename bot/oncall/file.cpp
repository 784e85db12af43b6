#include "bot/oncall/file.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "bot/base/crypto.hpp"
#include "bot/base/text.hpp"
#include "bot/oncall/file_reader.hpp"
#include "bot/yaml/cause.hpp"

namespace tocsin::oncall {
namespace {

/// Line and column of `FILE:LINE:COLUMN: message`; zeros if it has none.
std::pair<std::int64_t, std::int64_t> place_of(std::string_view mistake, std::size_t file_name) {
    const auto parts = text::split(mistake.substr(std::min(file_name, mistake.size())), ':');
    if (parts.size() < 4) return {0, 0};
    return {text::parse_int(parts[1]).value_or(0), text::parse_int(parts[2]).value_or(0)};
}

void put_in_order(std::vector<ConfigError>& mistakes, const std::string& file_name) {
    std::ranges::sort(mistakes, {}, [&](const ConfigError& m) { return std::pair(place_of(m, file_name.size()), m); });
}

}  // namespace

std::vector<ConfigError> FileReading::all() const {
    auto out = mistakes;
    out.insert(out.end(), unfit.begin(), unfit.end());
    out.insert(out.end(), ended.begin(), ended.end());
    put_in_order(out, name);
    return out;
}

FileReading read_text(const std::string& yaml, const std::string& file_name, const Environment& environment, const Against& against) {
    YamlReport report{file_name, environment, {}, {}};
    YamlReport unfit{file_name, environment, {}, {}}, ended{file_name, environment, {}, {}}, doubts{file_name, environment, {}, {}};
    FileReader reader{report, unfit, ended, doubts, against};
    try {
        reader.read(YamlSection(YAML::Load(yaml), "", report));
    } catch (const YAML::Exception& broken) {
        const std::string cause = likely_cause(yaml, broken.mark.line);
        report.mistake(broken.mark, (cause.empty() ? "" : cause + "; or else: ") + yaml_mistake(broken.msg));
    }
    FileReading out{file_name, std::nullopt, std::move(report.errors), std::move(unfit.errors), std::move(ended.errors), std::move(doubts.errors),
                    std::move(report.known)};
    put_in_order(out.mistakes, file_name);
    put_in_order(out.warnings, file_name);
    if (!out.mistakes.empty()) return out;
    out.lines = std::move(reader.lines);
    reader.file.version = crypto::to_hex(crypto::sha256(yaml));
    out.file = std::move(reader.file);
    return out;
}

std::expected<Oncall, std::vector<ConfigError>> parse_file(const std::string& yaml, const std::string& file_name, const Environment& environment) {
    auto reading = read_text(yaml, file_name, environment);
    if (auto all = reading.all(); !all.empty()) return std::unexpected(std::move(all));
    return std::move(*reading.file);
}

std::expected<std::string, ConfigError> read_bytes(const std::string& path) {
    // A folder can be opened, and only reading it fails.
    std::error_code unknown;
    if (std::filesystem::is_directory(path, unknown)) return std::unexpected(path + ": is a folder and not a file");
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::unexpected(path + ": cannot be read: " + std::generic_category().message(errno));
    return std::string(std::istreambuf_iterator<char>(file), {});
}

std::expected<Oncall, std::vector<ConfigError>> load_file(const std::string& path, const Environment& environment) {
    const auto bytes = read_bytes(path);
    if (!bytes) return std::unexpected(std::vector<ConfigError>{bytes.error()});
    return parse_file(*bytes, path, environment);
}

}  // namespace tocsin::oncall
