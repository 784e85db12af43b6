#include "bot/net/head_parser.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace tocsin::net {
namespace {

namespace http = boost::beast::http;
using ErrorCode = boost::beast::error_code;

/// Writes what Beast finds straight into our value; bodies never come here.
class RequestParser final : public http::basic_parser<true> {
public:
    Request request;

private:
    using View = boost::beast::string_view;
    static std::string copy(View s) { return {s.data(), s.size()}; }

    void on_request_impl(http::verb, View method, View target, int, ErrorCode&) override {
        request.method = copy(method);
        request.target = copy(target);
    }
    void on_field_impl(http::field, View name, View value, ErrorCode&) override {
        request.headers.add(copy(name), copy(value));
    }
    void on_response_impl(int, View, int, ErrorCode&) override {}
    void on_header_impl(ErrorCode&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode&) override {}
    std::size_t on_body_impl(View, ErrorCode&) override { return 0; }
    void on_chunk_header_impl(std::uint64_t, View, ErrorCode&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, View, ErrorCode&) override { return 0; }
    void on_finish_impl(ErrorCode&) override {}
};

}  // namespace

Result<Request> parse_head(std::string_view head) {
    RequestParser parser;
    parser.skip(true);
    parser.body_limit(boost::none);
    parser.header_limit(static_cast<std::uint32_t>(head.size()) + 1);
    ErrorCode error;
    const std::size_t used = parser.put(boost::asio::buffer(head.data(), head.size()), error);
    if (error || used != head.size() || !parser.is_header_done())
        return fail(Errc::invalid_argument, "the request head is malformed");
    return std::move(parser.request);
}

}  // namespace tocsin::net
