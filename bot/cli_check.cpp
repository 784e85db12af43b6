#include "bot/cli_check.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "bot/cli_common.hpp"
#include "bot/config_oncall.hpp"
#include "bot/net/client.hpp"
#include "bot/online_check.hpp"

namespace tocsin::cli {
namespace {

namespace asio = boost::asio;

const char* mark(Verdict verdict) { return verdict == Verdict::good ? "✓" : verdict == Verdict::wrong ? "✗" : "-"; }

int ask(const Config& config) {
    asio::io_context io{1};
    net::Client http(io.get_executor());
    const SystemClock clock;
    std::vector<Finding> found;
    asio::co_spawn(io, check_online(config, http, clock), [&](const std::exception_ptr& error, std::vector<Finding> answers) {
        if (error) std::rethrow_exception(error);
        found = std::move(answers);
        http.close();
    });
    io.run();
    for (const auto& finding : found) fmt::print("{} {}\n", mark(finding.verdict), finding.line);
    return std::ranges::find(found, Verdict::wrong, &Finding::verdict) == found.end() ? kOk : kFailed;
}

}  // namespace

int check_config(const std::string& path, bool online) {
    const auto config = load_config(path, process_environment);
    if (!config) return bad_config(config.error());
    if (const auto ended = ended_policies(*config, process_environment); !ended.empty()) return bad_config(ended);
    for (const auto& note : config->notes) fmt::print("note: {}\n", note);
    fmt::print("{} is fine.\n", path);
    return online ? ask(*config) : kOk;
}

}  // namespace tocsin::cli
