#include "bot/store/migrate.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "bot/base/crypto.hpp"
#include "bot/base/embedded.hpp"
#include "bot/base/text.hpp"
#include "bot/store/database.hpp"
#include "bot/store/verify.hpp"

namespace tocsin::store {
namespace {

struct Applied {
    int number, compatible_with;
    std::string name, sha256;
};

bool has_tables(Database& database) {
    return database.value<bool>("SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table')");
}

std::vector<Applied> applied_in(Database& database) {
    std::vector<Applied> out;
    if (!has_tables(database)) return out;
    Rows rows = database.query("SELECT number, compatible_with, name, sha256 FROM schema_migration ORDER BY number");
    while (rows.next())
        out.push_back({rows.get<int>(0), rows.get<int>(1), rows.get<std::string>(2), rows.get<std::string>(3)});
    return out;
}

Result<void> check_applied(const std::vector<Applied>& applied, const std::vector<Migration>& known, const std::string& path) {
    const int newest_known = known.empty() ? 0 : known.back().number;
    for (const Applied& step : applied) {
        if (step.number > newest_known && step.compatible_with > newest_known)
            return fail(Errc::conflict,
                        fmt::format("{} has schema {}, and this tocsin knows up to {}", path, applied.back().number, newest_known),
                        fmt::format("Use a newer tocsin, or put {}.backup-before-{:04} back.", path, step.number));
        for (const Migration& same : known)
            if (same.number == step.number && same.sha256 != step.sha256)
                return fail(Errc::conflict,
                            fmt::format("{}: migration {:04} ({}) was applied with another content than this tocsin has", path,
                                        step.number, step.name),
                            "The file was made by a build that was never released. Use that build, or a backup.");
    }
    return {};
}

/// By its header alone (fileformat2.html, sections 1.3 and 1.6): a database without an owner and without tables.
bool is_blank(const std::string& path) {
    std::array<char, 105> head{};
    std::ifstream file(path, std::ios::binary);
    file.read(head.data(), head.size());
    const std::string_view bytes(head.data(), head.size());
    return file && bytes.starts_with("SQLite format 3") && bytes.substr(68, 4) == std::string_view("\0\0\0\0", 4) &&
           bytes.substr(103, 2) == std::string_view("\0\0", 2);
}

void apply(Database& database, const Migration& step, Time now) {
    Transaction transaction(database);
    database.execute_script(fmt::format("PRAGMA application_id = {}", kApplicationId));
    database.execute_script("CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
                            "sha256 TEXT NOT NULL, compatible_with INTEGER NOT NULL, applied_at INTEGER NOT NULL)");
    database.execute_script(step.sql);
    database.run("INSERT INTO schema_migration (number, name, sha256, compatible_with, applied_at) VALUES (?, ?, ?, ?, ?)",
                 step.number, step.name, step.sha256, step.compatible_with, now);
    transaction.commit();
}

}  // namespace

Migration parse_migration(std::string_view file_name, std::string_view sql) {
    constexpr std::string_view kHeader = "-- compatible-with: ";
    const std::string_view first_line = sql.substr(0, sql.find('\n'));
    const auto number = text::parse_int(file_name.substr(0, 4));
    if (!number || !file_name.ends_with(".sql") || !first_line.starts_with(kHeader))
        throw std::logic_error(fmt::format("migration {} must be named NNNN_name.sql and begin with `{}N`", file_name, kHeader));
    const auto compatible_with = text::parse_int(first_line.substr(kHeader.size()));
    if (!compatible_with) throw std::logic_error(fmt::format("migration {}: {}", file_name, first_line));
    return {static_cast<int>(*number), std::string(file_name.substr(0, file_name.size() - 4)), sql,
            static_cast<int>(*compatible_with), crypto::to_hex(crypto::sha256(sql))};
}

std::vector<Migration> known_migrations() {
    std::vector<Migration> out;
    for (const auto& file : embedded::migrations()) out.push_back(parse_migration(file.name, file.bytes));
    return out;
}

Result<void> check_is_ours(const std::string& path) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored) || std::filesystem::file_size(path, ignored) == 0) return {};
    // Whoever died while making the very first page left a journal that nobody can read past without writing.
    if (std::filesystem::exists(path + "-journal", ignored) && is_blank(path)) return {};
    Database database(path, Database::Access::read_only);
    const auto id = database.value<std::int64_t>("PRAGMA application_id");
    if (id == kApplicationId || (id == 0 && !has_tables(database))) return {};
    return fail(Errc::invalid_argument, path + " is a SQLite database, but not one of tocsin's", "Check the path in `store.url`.");
}

Result<std::vector<std::string>> apply_migrations(Database& database, const std::string& path, Time now,
                                                  const std::vector<Migration>& known) {
    const auto applied = applied_in(database);
    if (auto ok = check_applied(applied, known, path); !ok) return std::unexpected(ok.error());
    const int have = applied.empty() ? 0 : applied.back().number;
    std::vector<std::string> done;
    for (const Migration& step : known) {
        if (step.number <= have) continue;
        if (have > 0 && done.empty()) {
            const std::string target = fmt::format("{}.backup-before-{:04}", path, step.number);
            std::filesystem::remove(target);
            if (auto saved = backup(path, target); !saved) return std::unexpected(saved.error());
            done.push_back("saved " + target);
        }
        apply(database, step, now);
        done.push_back("applied " + step.name);
    }
    return done;
}

}  // namespace tocsin::store
