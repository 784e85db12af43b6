#include "bot/store/store.hpp"

#include "bot/base/log.hpp"
#include "bot/store/migrate.hpp"
#include "bot/store/readers.hpp"
#include "bot/store/signing_key.hpp"
#include "bot/store/writer.hpp"

namespace tocsin::store {
namespace {

class SqliteStore final : public Store {
public:
    SqliteStore(const Options& options, std::unique_ptr<Database> database, crypto::SigningKey key)
        : writer_(options, std::move(database), std::move(key)), readers_(options) {}
    ~SqliteStore() override { close(); }

    std::unique_ptr<Ticket> submit(Job job, Done done) override { return writer_.submit(std::move(job), std::move(done)); }
    void read(std::function<void(const Snapshot&)> work, std::function<void(Result<void>)> done) override {
        readers_.read(std::move(work), std::move(done));
    }
    Stats stats() const override { return writer_.stats(); }
    void close() override {
        writer_.close();
        readers_.close();
    }

private:
    Writer writer_;
    Readers readers_;  ///< closed first, so that the writer's connection is the last and leaves no WAL behind
};

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite(Options options) {
    if (options.signing_key_path.empty()) options.signing_key_path = options.path + ".key";
    try {
        if (auto ours = check_is_ours(options.path); !ours) return std::unexpected(ours.error());
        auto database = std::make_unique<Database>(options.path, Database::Access::read_write_create);
        auto migrated = apply_migrations(*database, options.path, options.clock->now(), known_migrations());
        if (!migrated) return std::unexpected(migrated.error());
        for (const auto& step : *migrated) log::info("database_migrated", {{"step", step}});
        auto key = load_or_make_signing_key(options.signing_key_path);
        if (!key) return std::unexpected(key.error());
        return std::make_unique<SqliteStore>(options, std::move(database), std::move(*key));
    } catch (const std::exception& failure) {
        return fail(Errc::unavailable, "cannot open the database " + options.path + ": " + failure.what(),
                    "Check that its folder exists, that it is writable, and that the file is tocsin's.");
    }
}

}  // namespace tocsin::store
