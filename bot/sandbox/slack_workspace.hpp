// A simulated Slack workspace with one app installed in it: the Web API, response URLs, file uploads, and the
// requests that Slack would send to the app. It is a pure state machine, stricter than the real service and
// never kinder. Owned by `tocsin sandbox` or a test; one thread; no sockets; the clock and the state end with
// it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bot/base/error.hpp"
#include "bot/base/time.hpp"
#include "bot/net/http.hpp"
#include "bot/sandbox/outcome.hpp"
#include "bot/sandbox/slack_state.hpp"

namespace tocsin::sandbox {

class RateLimits;

/// `v0=` and the hex HMAC-SHA256 of `v0:timestamp:body` (Slack: Verifying requests from Slack).
std::string slack_signature(std::string_view secret, std::string_view timestamp, std::string_view body);

/// A button as a person sees it, and what is sent when it is pressed.
struct ShownButton {
    std::string action, label, value;
};

class SlackWorkspace {
public:
    explicit SlackWorkspace(const Clock& clock, SlackOptions options = {});
    ~SlackWorkspace();
    SlackWorkspace(const SlackWorkspace&) = delete;
    SlackWorkspace& operator=(const SlackWorkspace&) = delete;

    // What the app calls. Targets: /api/METHOD, /upload/v1/…, /commands/T/…, /actions/T/…; anything else is
    // 404.
    Outcome handle(const net::Request& request);

    // Furnishing. Ids are the caller's, as in `U0001`, `C0001`, `S0001`.
    void add_user(SlackUser user);
    void add_user_group(SlackUserGroup group);
    /// A channel that is there before the app does anything; the app is a member if `with_bot`.
    void add_channel(std::string id, std::string name, std::vector<std::string> members, bool with_bot = true,
                     bool is_private = false);

    // What people do in Slack.
    /// A slash command from `user` in `channel`: form body, signed now, with a fresh trigger_id and
    /// response_url.
    net::Request slash_command(const std::string& user, const std::string& channel, const std::string& text);
    /// Presses the button `action_id` of a message or of an ephemeral that `user` sees. `invalid_argument` if
    /// there is no such button there now: a person cannot press what is not shown.
    Result<net::Request> press(const std::string& user, const std::string& channel,
                               const std::string& message_ts, const std::string& action_id);
    /// An event_callback around `inner_event` (JSON object text), signed.
    net::Request event(std::string_view inner_event);
    net::Request url_verification(std::string_view challenge);
    /// Any body, signed with the secret and the clock's time.
    net::Request signed_request(std::string target, std::string content_type, std::string body) const;
    /// Slack's side of the app's answer to a slash command or a press: what it shows, and to whom. Not 200,
    /// an answer that is no message, or a text in the answer to a press are violations.
    void take_answer(const net::Request& sent, const net::Response& answer);
    /// A person says something, with a ts that is returned.
    std::string say(const std::string& user, const std::string& channel, const std::string& text);
    void archive_as_user(const std::string& channel);
    void unarchive_as_user(const std::string& user, const std::string& channel);
    void remove_bot(const std::string& channel);

    // Faults. `method` is a Web API method, `upload` or `response_url`.
    void fail_next(const std::string& method, Fault fault) { faults_.fail_next(method, std::move(fault)); }
    void fail_all(Fault fault) { faults_.fail_all(std::move(fault)); }
    void clear_faults() { faults_.clear(); }

    // Reading.
    const SlackState& state() const { return state_; }
    /// Nothing if there is no channel of this name (archived ones count).
    const SlackChannel* channel_named(std::string_view name) const;
    /// The messages that are not deleted, oldest first; empty if there is no such channel.
    std::vector<SlackMessage> messages(const std::string& channel) const;
    /// The ephemerals that `user` sees now, oldest first.
    std::vector<SlackEphemeral> ephemerals(const std::string& user) const;
    std::vector<CallRecord> calls(std::string_view method) const;
    /// The buttons shown in a message or ephemeral now, in order.
    std::vector<ShownButton> shown_buttons(const std::string& channel, const std::string& ts) const;
    /// Their action ids.
    std::vector<std::string> buttons(const std::string& channel, const std::string& ts) const;
    /// Every text (top-level, sections, fields, contexts, headers, buttons) of a message, joined by newlines.
    static std::string visible_text(std::string_view text, std::string_view blocks);

    /// What a well-behaved client never does: tests assert that this is empty. Refusals that depend on what
    /// others did
    /// (`name_taken`, `is_archived`, `message_not_found` …) are not in it; they are in the calls.
    const std::vector<Violation>& violations() const { return state_.violations; }
    /// Live mentions in posted texts. Each is a violation too, unless it was allowed.
    const std::vector<LiveMention>& live_mentions() const { return state_.live_mentions; }
    /// `mention` as written, e.g. `<@U0001>`: a story that pages a person in Slack on purpose says so here.
    void allow_mention(std::string mention) { state_.allowed_mentions.push_back(std::move(mention)); }

private:
    Outcome web_api(const std::string& method, const net::Request& request);
    Outcome upload(const net::Request& request);
    Outcome response_url(const net::Request& request);

    const Clock& clock_;
    SlackState state_;
    FaultPlan faults_;
    std::unique_ptr<RateLimits> limits_;
};

}  // namespace tocsin::sandbox
