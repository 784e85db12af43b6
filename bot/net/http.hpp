// HTTP messages as plain values: what endpoints take and give, what clients send and get. No Beast, no sockets; any
// thread. The server has already enforced every limit and framing rule before a Request exists.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bot/base/time.hpp"

namespace tocsin::net {

struct Header {
    std::string name;
    std::string value;
};

/// Header fields in the order they came; names compare without case.
class Headers {
public:
    Headers() = default;
    Headers(std::initializer_list<Header> fields) : fields_(fields) {}

    void add(std::string name, std::string value) { fields_.push_back({std::move(name), std::move(value)}); }
    /// The first field's value, or empty.
    std::string_view get(std::string_view name) const;
    /// How often a field of this name is there: a repeated signature header is a refusal.
    std::size_t count(std::string_view name) const;
    const std::vector<Header>& all() const { return fields_; }

private:
    std::vector<Header> fields_;
};

struct Request {
    std::string method;  ///< upper case
    std::string target;  ///< origin-form, as sent: path and query
    Headers headers;
    std::string body;    ///< de-chunked raw bytes
    std::string peer;    ///< remote address without the port
    Time received_at{};
    std::vector<std::pair<std::string, std::string>> path_params{};  ///< what `{name}` in the route's pattern matched, decoded

    /// The target up to the first `?`.
    std::string_view path() const;
    /// A query parameter, percent-decoded; empty if absent.
    std::string query(std::string_view name) const;
    /// The names of all query parameters, percent-decoded, in order.
    std::vector<std::string> query_names() const;
    /// What `{name}` in the route's pattern matched, percent-decoded; empty if the pattern has no such name.
    std::string_view param(std::string_view name) const;
};

struct Response {
    int status = 200;
    Headers headers;
    std::string body;
};

Response text_response(int status, std::string body);
Response json_response(int status, std::string body);

/// Percent-decoding with `+` as a space (form bodies); malformed escapes stay as they are.
std::string percent_decode(std::string_view text);
std::string percent_encode(std::string_view text);

}  // namespace tocsin::net
