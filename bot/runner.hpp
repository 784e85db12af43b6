// What runs runbooks: the shelf of files, the secrets, the executors, and the sender that gives them their orders. Owned by App;
// I/O thread; ends after the dispatcher, which waits for commands under way.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bot/app.hpp"
#include "bot/exec/http_executor.hpp"
#include "bot/exec/local_executor.hpp"
#include "bot/outbox/step_sender.hpp"

namespace tocsin {

class Runner {
public:
    /// The references must outlive it.
    Runner(const Config& config, const Outside& outside, store::Store& store);

    outbox::Sender& sender() { return sender_; }

private:
    std::shared_ptr<const exec::Secrets> secrets_;
    std::unique_ptr<exec::LocalExecutor> local_;
    exec::HttpExecutor http_;
    outbox::StepSender sender_;
};

/// Puts the runbooks of `runbooks.dirs` on the shelf, all or nothing. The mistakes, or nothing; after mistakes the shelf is as before.
std::vector<std::string> fill_shelf(const Config& config);

}  // namespace tocsin
