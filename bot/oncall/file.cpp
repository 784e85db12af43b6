#include "bot/oncall/file.hpp"

#include <fstream>
#include <iterator>

#include "bot/base/crypto.hpp"
#include "bot/oncall/file_reader.hpp"

namespace tocsin::oncall {

FileReading read_text(const std::string& yaml, const std::string& file_name, const Environment& environment) {
    YamlReport report{file_name, environment, {}, {}};
    YamlReport unfit{file_name, environment, {}, {}};
    FileReader reader{report, unfit, {}, {}};
    try {
        reader.read(YamlSection(YAML::Load(yaml), "", report));
    } catch (const YAML::Exception& broken) {
        report.mistake(broken.mark, broken.msg);
    }
    FileReading out{std::nullopt, std::move(report.errors), std::move(unfit.errors), std::move(report.known)};
    if (!out.mistakes.empty()) return out;
    reader.file.version = crypto::to_hex(crypto::sha256(yaml));
    out.file = std::move(reader.file);
    return out;
}

std::expected<Oncall, std::vector<ConfigError>> parse_file(const std::string& yaml, const std::string& file_name, const Environment& environment) {
    auto reading = read_text(yaml, file_name, environment);
    auto& all = reading.mistakes;
    all.insert(all.end(), reading.unfit.begin(), reading.unfit.end());
    if (!all.empty()) return std::unexpected(std::move(all));
    return std::move(*reading.file);
}

std::expected<Oncall, std::vector<ConfigError>> load_file(const std::string& path, const Environment& environment) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::unexpected(std::vector<ConfigError>{path + ": cannot be read"});
    return parse_file(std::string(std::istreambuf_iterator<char>(file), {}), path, environment);
}

}  // namespace tocsin::oncall
