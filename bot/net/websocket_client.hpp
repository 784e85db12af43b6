// The real WebsocketConnector: RFC 6455 over TLS with verified certificates, by Beast. Owned by App; I/O thread only.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstddef>
#include <string>

#include "bot/net/connect.hpp"
#include "bot/net/tls.hpp"
#include "bot/net/websocket.hpp"

namespace tocsin::net {

struct WebsocketOptions {
    std::string extra_ca_file{};                  ///< PEM; trusted beside the system's certificates
    std::size_t message_limit = 1024 * 1024;      ///< bytes of one message; a longer one ends the connection
    std::chrono::milliseconds silence{30'000};    ///< after half of it we ping; after all of it the connection is given up
    NameService names{};
};

class WebsocketClient final : public WebsocketConnector {
public:
    /// Throws std::runtime_error if the certificates cannot be loaded.
    explicit WebsocketClient(boost::asio::any_io_executor executor, WebsocketOptions options = {});

    boost::asio::awaitable<std::expected<std::unique_ptr<Websocket>, std::string>> open(std::string url, Duration timeout) override;

private:
    boost::asio::any_io_executor executor_;
    WebsocketOptions options_;
    TlsContext tls_;
};

}  // namespace tocsin::net
