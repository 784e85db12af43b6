// Decides byte by byte whether a request head is one that every HTTP program would read the same way, before Beast or
// anything else sees it. Pure; a value, one per request. Rules: RFC 9112, made strict where readers are known to differ
// (request smuggling). No message is repaired: what is ambiguous is refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bot/net/limits.hpp"

namespace tocsin::net {

/// Why a request is not served: the status to answer and one sentence for the client.
struct Refusal {
    int status = 400;
    std::string_view reason;  ///< a constant; never the client's own bytes
};

/// What a head says about what follows it.
struct Framing {
    std::optional<std::uint64_t> content_length;
    bool chunked = false;
    bool expects_continue = false;
    bool keep_alive = true;
    bool is_http_1_0 = false;

    bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

class HeadScanner {
public:
    enum class State { need_more, complete, refused };

    explicit HeadScanner(const HeadLimits& limits) : limits_(limits) {}

    /// `bytes` is everything received of this message so far; only what is new since the last call is read. The verdict
    /// does not depend on how the bytes were cut into calls.
    State scan(std::string_view bytes);

    /// Valid when complete: size with the empty line, and what it says about the body.
    std::size_t head_size() const { return position_; }
    const Framing& framing() const { return framing_; }
    /// Valid when refused.
    const Refusal& refusal() const { return refusal_; }

private:
    struct Seen {
        int hosts = 0;
        int content_lengths = 0;
        int transfer_encodings = 0;
        int expects = 0;
        bool host_is_valid = true;
        bool length_is_valid = true;
        bool encoding_is_chunked = true;
        bool expect_is_continue = true;
        bool says_close = false;
        bool says_keep_alive = false;
    };
    struct Rule;
    static const Rule kRules[];

    State refuse(Refusal why);
    void skip_ordinary(std::string_view bytes);
    std::optional<Refusal> check_byte(std::string_view bytes) const;
    std::optional<Refusal> check_size() const;
    State line_ended(std::string_view line);
    std::optional<Refusal> request_line(std::string_view line);
    std::optional<Refusal> field_line(std::string_view line);
    void note_field(std::string_view name, std::string_view value);
    State head_ended();

    HeadLimits limits_;
    State state_ = State::need_more;
    Refusal refusal_;
    Framing framing_;
    Seen seen_;
    std::size_t position_ = 0;    ///< bytes read
    std::size_t line_start_ = 0;
    std::size_t fields_ = 0;
    bool in_request_line_ = true;
    bool is_get_or_head_ = false;
};

}  // namespace tocsin::net
