#include "bot/cli_runbook.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "bot/base/text.hpp"
#include "bot/cli_common.hpp"
#include "bot/config_runbooks.hpp"
#include "handlers/parser.hpp"
#include "runbooks/engine/file.hpp"
#include "runbooks/engine/parameters.hpp"
#include "runbooks/engine/plan.hpp"
#include "runbooks/engine/shelf.hpp"

namespace tocsin::cli {
namespace {

using Json = nlohmann::ordered_json;

bool wants_json(const std::string& output) { return output == "json" || (output.empty() && isatty(STDOUT_FILENO) == 0); }

void print(const Json& json) { fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace)); }

/// Secrets are often known where the server runs, and nowhere else.
std::optional<std::string> environment_if_any(const std::string& name) { return process_environment(name).value_or("not set on this machine"); }

/// What runbooks are held against, and where they are.
struct Rules {
    std::optional<runbooks::Allowed> allowed;
    std::vector<std::string> paths;

    const runbooks::Allowed* get() const { return allowed ? &*allowed : nullptr; }
};

std::expected<Rules, std::vector<ConfigError>> rules_of(const RunbookOptions& options) {
    if (options.config.empty()) return Rules{{}, options.paths};
    auto config = load_config(options.config, environment_if_any);
    if (!config) return std::unexpected(std::move(config.error()));
    return Rules{allowed_by(config->runbooks), options.paths.empty() ? config->runbooks.dirs : options.paths};
}

int no_paths() { return usage("Which runbooks? Name files or directories, or a configuration with `--config`."); }

std::optional<runbooks::FileReading> read(const std::string& path, const Rules& rules) {
    std::ifstream file(path, std::ios::binary);
    std::error_code error;
    if (!file || std::filesystem::is_directory(path, error)) return std::nullopt;
    return runbooks::read_text(std::string(std::istreambuf_iterator<char>(file), {}), path, {rules.get(), {}});
}

void add(std::vector<std::string>& to, std::vector<std::string> more) { std::ranges::move(more, std::back_inserter(to)); }

/// What a set of files and directories came to.
struct Linted {
    std::vector<std::string> errors, warnings;
    std::size_t good = 0;
};

Linted lint(const Rules& rules) {
    Linted out;
    std::error_code error;
    std::vector<std::string> directories, files;
    for (const auto& path : rules.paths) (std::filesystem::is_directory(path, error) ? directories : files).push_back(path);
    for (const auto& path : files) {
        auto reading = read(path, rules);
        if (!reading) out.errors.push_back(path + ": cannot be read");
        else {
            out.good += reading->file ? 1 : 0;
            if (const auto* file = reading->file ? &*reading->file : nullptr; file != nullptr && std::filesystem::path(path).stem() != file->name.value)
                out.warnings.push_back(fmt::format("{}: holds the runbook `{}`; a server takes it only from a file named {}.yaml", path, file->name.value, file->name.value));
            add(out.errors, std::move(reading->mistakes));
            add(out.warnings, std::move(reading->warnings));
        }
    }
    auto shelf = runbooks::read_shelf(directories, rules.get());
    out.good += shelf.shelf ? shelf.shelf->all().size() : 0;
    add(out.errors, std::move(shelf.mistakes));
    add(out.warnings, std::move(shelf.warnings));
    return out;
}

int refused(const std::vector<std::string>& mistakes) {
    bad_config(mistakes);
    return kFailed;
}

/// `name=value` as typed; a value may hold further `=`.
Result<RunValues> typed_values(const std::vector<std::string>& words) {
    RunValues out;
    for (const auto& word : words) {
        const auto equals = word.find('=');
        if (equals == std::string::npos || equals == 0) return fail(Errc::invalid_argument, fmt::format("`{}` is no parameter; write name=value.", word));
        out.push_back({word.substr(0, equals), word.substr(equals + 1)});
    }
    return out;
}

/// The incident that the plan is for, as far as it was described.
Result<RunValues> facts(const RunbookOptions& options) {
    RunValues out;
    if (!options.severity.empty()) {
        const auto digit = options.severity.size() == 1 ? options.severity[0] : '\0';
        if (digit < '1' || digit > '5') return fail(Errc::invalid_argument, fmt::format("--severity is 1 to 5, not `{}`.", options.severity));
        out.push_back({"severity", options.severity});
    }
    if (!options.status.empty()) {
        if (!words::find_in(words::kStatus, options.status)) return fail(Errc::invalid_argument, fmt::format("There is no status `{}`.", options.status));
        out.push_back({"status", options.status});
    }
    if (!options.service.empty()) out.push_back({"service", options.service});
    return out;
}

/// The runbooks that a file starts: those beside it, and those of the configuration.
class Children {
public:
    Children(const std::string& file, const Rules& rules) : rules_(rules) {
        directories_.push_back(std::filesystem::path(file).parent_path());
        std::error_code error;
        std::ranges::copy_if(rules.paths, std::back_inserter(directories_), [&](const std::string& path) { return std::filesystem::is_directory(path, error); });
    }

    const runbooks::Runbook* find(const RunbookName& name) {
        const auto [known, is_new] = read_.try_emplace(name);
        if (is_new) known->second = read_first(name);
        return known->second ? &*known->second : nullptr;
    }

private:
    std::optional<runbooks::Runbook> read_first(const RunbookName& name) const {
        if (name.value.contains('/')) return std::nullopt;
        for (const auto& directory : directories_)
            if (auto reading = read((directory / (name.value + ".yaml")).string(), rules_); reading && reading->file) return std::move(*reading->file);
        return std::nullopt;
    }

    const Rules& rules_;
    std::vector<std::filesystem::path> directories_;
    std::map<RunbookName, std::optional<runbooks::Runbook>> read_;
};

std::string level(AccessLevel of) { return std::string(name_of(of)); }

}  // namespace

int runbook_lint(const RunbookOptions& options) {
    const auto rules = rules_of(options);
    if (!rules) return bad_config(rules.error());
    if (rules->paths.empty()) return no_paths();
    const auto linted = lint(*rules);
    if (wants_json(options.output)) print({{"runbooks", linted.good}, {"errors", linted.errors}, {"warnings", linted.warnings}});
    else
        for (const auto& warning : linted.warnings) fmt::print("{} (warning)\n", warning);
    if (!linted.errors.empty()) return refused(linted.errors);
    if (!wants_json(options.output))
        fmt::print("good: {} runbook{}, {} warning{}\n", linted.good, linted.good == 1 ? "" : "s", linted.warnings.size(),
                   linted.warnings.size() == 1 ? "" : "s");
    return kOk;
}

int runbook_list(const RunbookOptions& options) {
    const auto rules = rules_of(options);
    if (!rules) return bad_config(rules.error());
    if (rules->paths.empty()) return no_paths();
    const auto reading = runbooks::read_shelf(rules->paths, rules->get());
    if (!reading.shelf) return refused(reading.mistakes);
    Json list = Json::array();
    std::size_t width = 0;
    for (const auto& volume : reading.shelf->all()) {
        const auto& runbook = volume->runbook;
        width = std::max(width, runbook.name.value.size());
        list.push_back({{"runbook", runbook.name.value}, {"title", runbook.title}, {"parameters", runbooks::usage_of(runbook)},
                        {"start", level(runbook.may_start)}, {"hash", runbook.hash.value}, {"file", volume->path}});
    }
    if (wants_json(options.output)) {
        print(list);
        return kOk;
    }
    for (const auto& volume : reading.shelf->all())
        fmt::print("{:<{}}  {:<8}  {}\n{:{}}  {:<8}  {}\n", volume->runbook.name.value, width, level(volume->runbook.may_start), volume->runbook.title, "", width, "",
                   runbooks::usage_of(volume->runbook));
    return kOk;
}

int runbook_plan(const RunbookOptions& options) {
    const auto rules = rules_of(options);
    if (!rules) return bad_config(rules.error());
    const auto reading = read(options.file, *rules);
    if (!reading) return failed({Errc::not_found, options.file + " cannot be read.", {}});
    for (const auto& warning : reading->warnings) fmt::print(stderr, "{} (warning)\n", warning);
    if (!reading->file) return refused(reading->mistakes);
    const auto given = typed_values(options.parameters);
    if (!given) return usage(given.error().message);
    const auto known = facts(options);
    if (!known) return usage(known.error().message);
    const auto values = runbooks::resolve(*reading->file, *given);
    if (!values) {
        const auto error = runbooks::to_error(*reading->file, values.error());
        return usage(error.message + " " + error.hint);
    }
    Children children(options.file, *rules);
    const auto plan = runbooks::plan(*reading->file, *values, *known, [&](const RunbookName& name) { return children.find(name); });
    fmt::print("{}", wants_json(options.output) ? runbooks::plan_json(plan) : runbooks::plan_text(plan));
    return kOk;
}

int runbook_run(const Remote& remote, const RunbookOptions& options, IncidentCommand command) {
    const auto given = typed_values(options.parameters);
    if (!given) return usage(given.error().message);
    const handlers::ParsedCommand typed{handlers::command::RunbookStart{RunbookName(options.file), *given, options.dry_run}, {}, false, "run", {}};
    command.text = handlers::print(typed, "INC");
    command.output = options.output;
    return incident(remote, command);
}

}  // namespace tocsin::cli
