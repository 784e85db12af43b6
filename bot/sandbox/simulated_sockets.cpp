#include "bot/sandbox/simulated_sockets.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tocsin::sandbox {
namespace {

namespace asio = boost::asio;

/// The app's end. It keeps Slack's side alive, since after a crash it goes last.
class SimulatedSocket final : public net::Websocket {
public:
    SimulatedSocket(std::shared_ptr<SocketMode> slack, std::shared_ptr<asio::steady_timer> news, int connection)
        : slack_(std::move(slack)), news_(std::move(news)), connection_(connection) {}
    ~SimulatedSocket() override { slack_->close(connection_); }

    asio::awaitable<std::expected<std::string, std::string>> read() override {
        while (true) {
            if (auto frame = slack_->next_frame(connection_)) co_return std::move(*frame);
            if (!slack_->is_open(connection_)) co_return std::unexpected("the other side closed (1006)");
            co_await news_->async_wait(asio::as_tuple(asio::use_awaitable));
        }
    }
    asio::awaitable<std::expected<void, std::string>> write(std::string message) override {
        if (!slack_->receive(connection_, message)) co_return std::unexpected("the connection is closed");
        co_return std::expected<void, std::string>();
    }
    void close() override { slack_->close(connection_); }

private:
    std::shared_ptr<SocketMode> slack_;
    std::shared_ptr<asio::steady_timer> news_;
    int connection_;
};

}  // namespace

asio::awaitable<std::expected<std::unique_ptr<net::Websocket>, std::string>> SimulatedSockets::open(std::string url, Duration) {
    if (refused_ > 0) {
        --refused_;
        co_return std::unexpected("connect to wss-primary.slack.com:443: Connection refused");
    }
    // It never rings: it is cancelled when there is something to read.
    const auto news = std::make_shared<asio::steady_timer>(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    const auto connection = slack_->connect(url, [weak = std::weak_ptr(news)] {
        if (const auto alive = weak.lock()) alive->cancel();
    });
    if (!connection) co_return std::unexpected(connection.error());
    co_return std::make_unique<SimulatedSocket>(slack_, news, *connection);
}

}  // namespace tocsin::sandbox
