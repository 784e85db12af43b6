#include "runbooks/engine/file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "bot/base/crypto.hpp"
#include "bot/base/text.hpp"
#include "runbooks/engine/file_reader.hpp"

namespace tocsin::runbooks {
namespace {

/// A runbook is the same wherever it is read: `${NAME}` in it is text.
std::optional<std::string> no_environment(const std::string& name) { return "${" + name + "}"; }

Place place_in(std::string_view mistake, std::size_t file_name) {
    const auto parts = text::split(mistake.substr(std::min(file_name, mistake.size())), ':');
    if (parts.size() < 4) return {};
    return {static_cast<int>(text::parse_int(parts[1]).value_or(0)), static_cast<int>(text::parse_int(parts[2]).value_or(0))};
}

void put_in_order(std::vector<ConfigError>& mistakes, const std::string& file_name) {
    std::ranges::sort(mistakes, {}, [&](const ConfigError& m) {
        const auto at = place_in(m, file_name.size());
        return std::tuple(at.line, at.column, m);
    });
}

/// The braces of a template are YAML's own where no quotes are round them, and then it objects to something else.
std::string about_braces(const std::string& yaml, const YAML::Mark& at) {
    if (at.is_null()) return {};
    const auto lines = text::split(yaml, '\n');
    const auto last = std::min(static_cast<std::size_t>(at.line), lines.size() - 1);
    const bool has = lines[last].contains("{{") || (last > 0 && lines[last - 1].contains("{{"));
    return has ? "; a text with {{…}} needs quotes round all of it" : "";
}

}  // namespace

ConfigError FileReading::at_its_place(const Finding& finding) const {
    for (std::string where = finding.where; !where.empty(); where.resize(std::min(where.size(), where.find_last_of(".["))))  {
        if (const auto found = places.find(where); found != places.end())
            return fmt::format("{}:{}:{}: {}", name, found->second.line, found->second.column, finding.message);
        if (where.find_first_of(".[") == std::string::npos) break;
    }
    return fmt::format("{}: {}", name, finding.message);
}

FileReading read_text(const std::string& yaml, const std::string& file_name, const CheckAgainst& against) {
    const Environment environment = no_environment;
    YamlReport report{file_name, environment, {}, {}};
    FileReader reader{report, {}, {}, {}, {}, 0};
    bool readable = false;
    try {
        readable = guard_text(yaml, report);
        if (readable) reader.read(YamlSection(YAML::Load(yaml), "", report));
    } catch (const YAML::Exception& broken) {
        report.mistake(broken.mark, yaml_mistake(broken.msg) + about_braces(yaml, broken.mark));
        readable = false;
    }
    FileReading out{file_name, std::nullopt, std::move(report.errors), {}, std::move(report.known), std::move(reader.places)};
    if (readable)
        for (const auto& finding : check(reader.runbook, against)) (finding.warning ? out.warnings : out.mistakes).push_back(out.at_its_place(finding));
    put_in_order(out.mistakes, file_name);
    put_in_order(out.warnings, file_name);
    if (!out.mistakes.empty()) return out;
    reader.runbook.hash = RunbookHash(crypto::to_hex(crypto::sha256(yaml)));
    out.file = std::move(reader.runbook);
    return out;
}

}  // namespace tocsin::runbooks
