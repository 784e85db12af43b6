// Makes the attempts of runbook steps: puts the start on record, has an executor do the work, says how it ended. A long command
// is one delivery that takes long; the dispatcher counts it apart. Owned by App; I/O thread; stopping the dispatcher waits for it.
#pragma once

#include <map>
#include <string>

#include "bot/base/scheduler.hpp"
#include "bot/exec/executor.hpp"
#include "bot/exec/http_executor.hpp"
#include "bot/exec/secrets.hpp"
#include "bot/outbox/sender.hpp"
#include "bot/store/store.hpp"
#include "handlers/run_attempt.hpp"
#include "handlers/settings.hpp"

namespace tocsin::outbox {

class StepSender final : public Sender {
public:
    struct Parts {
        store::Store& store;
        Scheduler& scheduler;
        const handlers::Settings& settings;
        exec::CommandExecutor& commands;
        exec::HttpExecutor& http;
        std::shared_ptr<const exec::Secrets> secrets;
    };
    /// `fence` names this process: an attempt begun under another name was interrupted.
    StepSender(Parts parts, std::string fence) : parts_(parts), fence_(std::move(fence)) {}

    boost::asio::awaitable<DeliveryOutcome> send(OutboxRow row, Prepared prepared) override;
    Time earliest(const OutboxRow& row, const Prepared& prepared, Time now) override;

private:
    boost::asio::awaitable<DeliveryOutcome> run_command(runbooks::CommandOrder order);
    boost::asio::awaitable<DeliveryOutcome> run_http(runbooks::HttpOrder order);

    Parts parts_;
    std::string fence_;
};

}  // namespace tocsin::outbox
