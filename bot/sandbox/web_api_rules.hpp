// The rules that hold for every Slack Web API method before the method itself runs: which arguments it takes,
// which scopes it needs, how often it may be called, and how arguments are decoded. Internal to the Slack
// simulator.
#pragma once

#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "bot/net/http.hpp"
#include "bot/sandbox/slack_state.hpp"

namespace tocsin::sandbox {

/// `{"ok":false,"error":…}`, with what Slack puts beside it.
struct SlackRefusal {
    std::string error;
    std::vector<std::string> messages;  ///< `response_metadata.messages`
    std::string extra;                  ///< further members as JSON object text, or empty
};

using SlackAnswer = std::expected<nlohmann::json, SlackRefusal>;

inline std::unexpected<SlackRefusal> refuse(std::string error, std::vector<std::string> messages = {},
                                            std::string extra = {}) {
    return std::unexpected(SlackRefusal{std::move(error), std::move(messages), std::move(extra)});
}

/// What a method gets: the state it may change, and its decoded and checked arguments (a JSON object).
struct SlackCall {
    SlackState& state;
    Time now;
    std::string_view method;
    const nlohmann::json& args;

    bool has(std::string_view name) const;
    std::string text(std::string_view name) const;  ///< empty if absent
    bool flag(std::string_view name, bool otherwise = false) const;
    long long number(std::string_view name, long long otherwise) const;
    std::vector<std::string> list(std::string_view name) const;  ///< a CSV argument
    bool granted(std::string_view scope) const;
    void violation(std::string what) const;
    /// The channel of argument `name`: `channel_not_found`, `not_in_channel`, and `is_archived` if it must be
    /// live.
    std::expected<SlackChannel*, SlackRefusal> channel(bool must_be_live = true,
                                                       std::string_view name = "channel") const;
};

struct MethodRule {
    std::string_view name;
    std::size_t per_minute;
    bool json_too;  ///< takes a JSON body as well as a form; else a JSON body is not looked at, as in Slack
    std::string_view public_scope;
    std::string_view private_scope;  ///< for private channels; empty: the same
    std::string_view im_scope;       ///< for direct messages; empty: the same
    /// Names; `*` marks what is required, `*=error` the error word when it is missing.
    std::string_view arguments;
    SlackAnswer (*run)(const SlackCall&);
};

/// Nothing if there is no such method.
const MethodRule* find_method(std::string_view name);
/// Every scope that a method of the table may need; not chat:write.public and chat:write.customize, which are
/// favours.
const std::vector<std::string>& all_scopes();

/// Decodes form or JSON by content type. A warning (`missing_charset`) is put into `warning`.
SlackAnswer decode_arguments(const MethodRule& rule, const net::Request& request, std::string& warning);
/// Unknown, missing or wrongly typed arguments.
std::expected<void, SlackRefusal> check_arguments(const MethodRule& rule, const nlohmann::json& args);
std::expected<void, SlackRefusal> check_scopes(const MethodRule& rule, const SlackCall& call);
/// Whether an error word depends on what others did, so that a well-behaved client can meet it.
bool is_expected_refusal(std::string_view error);

}  // namespace tocsin::sandbox
