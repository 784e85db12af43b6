// Commands on this machine. Owned by App; `run` on the I/O thread, where its results come back; ends with its owner, after the commands it
// runs: they are killed with it. Programs are started on a thread of its own, because to load one may wait for a disk.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>

#include "bot/exec/executor.hpp"
#include "bot/exec/options.hpp"
#include "bot/exec/secrets.hpp"
#include "bot/exec/spawn.hpp"

namespace tocsin::exec {

class LocalExecutor final : public CommandExecutor {
public:
    LocalExecutor(boost::asio::any_io_executor executor, CommandOptions options, std::shared_ptr<const Secrets> secrets);

    boost::asio::awaitable<CommandResult> run(CommandRequest request) override;

private:
    std::expected<SpawnPlan, std::string> plan(const CommandRequest& request) const;

    boost::asio::any_io_executor executor_;
    CommandOptions options_;
    std::shared_ptr<const Secrets> secrets_;
    boost::asio::thread_pool starter_{1};
};

}  // namespace tocsin::exec
