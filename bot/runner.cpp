#include "bot/runner.hpp"

#include "bot/base/crypto.hpp"
#include "bot/base/log.hpp"
#include "bot/config_runbooks.hpp"
#include "runbooks/engine/shelf.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kFenceBytes = 8;

std::string new_fence(Random& random) { return crypto::to_hex(crypto::sha256(random.bytes(kFenceBytes))).substr(0, 2 * kFenceBytes); }

exec::CommandExecutor& commands_of(const Outside& outside, const std::unique_ptr<exec::LocalExecutor>& local) {
    return outside.commands != nullptr ? *outside.commands : *local;
}

std::unique_ptr<exec::LocalExecutor> make_local(const Config& config, const Outside& outside, const std::shared_ptr<const exec::Secrets>& secrets) {
    return outside.commands != nullptr ? nullptr : std::make_unique<exec::LocalExecutor>(outside.executor, config.runbooks.commands, secrets);
}

}  // namespace

Runner::Runner(const Config& config, const Outside& outside, store::Store& store)
    : secrets_(std::make_shared<const exec::Secrets>(config.runbooks.secrets)), local_(make_local(config, outside, secrets_)),
      http_(outside.http, config.runbooks.http_hosts, secrets_),
      sender_({store, outside.scheduler, config.settings, commands_of(outside, local_), http_, secrets_}, new_fence(outside.random)) {}

std::vector<std::string> fill_shelf(const Config& config) {
    const auto allowed = allowed_by(config.runbooks);
    auto reading = runbooks::read_shelf(config.runbooks.dirs, &allowed);
    for (const auto& warning : reading.warnings) log::warning("runbook_warning", {{"warning", warning}});
    if (reading.shelf == nullptr) {
        config.settings.runbooks->refused(reading.mistakes.front());
        return reading.mistakes;
    }
    log::info("runbooks_loaded", {{"runbooks", static_cast<std::uint64_t>(reading.shelf->all().size())}});
    config.settings.runbooks->set_current(std::move(reading.shelf));
    return {};
}

}  // namespace tocsin
