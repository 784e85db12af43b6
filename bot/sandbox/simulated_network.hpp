// The HttpClient whose other side is simulated in this process: hosts are routed to the simulators, faults are acted
// out. Owned by `tocsin sandbox` or a test; I/O thread.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "bot/base/scheduler.hpp"
#include "bot/net/http_client.hpp"
#include "bot/sandbox/outcome.hpp"

namespace tocsin::sandbox {

class SimulatedNetwork final : public net::HttpClient {
public:
    using Host = std::function<Outcome(const net::Request&)>;

    explicit SimulatedNetwork(Scheduler& scheduler) : scheduler_(scheduler) {}

    /// Everything whose URL begins with `origin` (`https://slack.com`) goes to `host`. `address` is what its name leads to, for whoever
    /// refuses addresses; any public one unless told.
    void add_host(std::string origin, Host host, std::string address = "93.184.216.34") {
        hosts_.insert_or_assign(std::move(origin), Place{std::move(host), std::move(address)});
    }
    boost::asio::awaitable<std::expected<net::Response, net::TransportError>> send(net::OutRequest request) override;
    /// Lets that much time pass; for whatever else outside takes its time.
    boost::asio::awaitable<void> pause(Duration span);

private:
    struct Place {
        Host host;
        std::string address;
    };

    Scheduler& scheduler_;
    std::map<std::string, Place> hosts_;
};

}  // namespace tocsin::sandbox
