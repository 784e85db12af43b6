// A simulated Slack workspace with one app installed in it: the Web API, response URLs, file uploads, and the
// requests that Slack would send to the app. It is a pure state machine, stricter than the real service and
// never kinder. Owned by `tocsin sandbox` or a test; one thread; no sockets; the clock and the state end with
// it.
#pragma once

#include <map>
#include <memory>
#include <optional>
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

    /// Installs the app anew with these scopes and event subscriptions: what the manifest asks for and nothing else.
    void install(std::vector<std::string> scopes, std::vector<std::string> events);
    /// Slack's side of Socket Mode.
    const std::shared_ptr<SocketMode>& sockets() const { return state_.sockets; }

    // What people do in Slack.
    /// A slash command from `user` in `channel`: form body, signed now, with a fresh trigger_id and
    /// response_url.
    net::Request slash_command(const std::string& user, const std::string& channel, const std::string& text);
    /// Presses the button `action_id` of a message or of an ephemeral that `user` sees. `invalid_argument` if
    /// there is no such button there now: a person cannot press what is not shown. `option`: the value chosen in a menu.
    Result<net::Request> press(const std::string& user, const std::string& channel,
                               const std::string& message_ts, const std::string& action_id, const std::string& option = {});
    /// Every press, form and shortcut mints a fresh trigger_id.
    /// Of a form or of Home. `option`: the value chosen in a menu; `typed`: what stands in the fields of the form by now, as in submit_view.
    Result<net::Request> press_in_view(const std::string& user, const std::string& view_id, const std::string& action_id, const std::string& option = {},
                                       const std::map<std::string, std::vector<std::string>>& typed = {});
    /// Fills in fields of the topmost form that `user` has before them, by block id (texts; option values; ids; unix seconds), leaves the
    /// others as they stand, and sends it. `invalid_argument` if a person could not: no such field or option, a required one empty, too long.
    Result<net::Request> submit_view(const std::string& user, const std::string& view_id, const std::map<std::string, std::vector<std::string>>& values);
    /// Closes a form with what was typed into it. Nothing is sent to an app that did not ask for it (`notify_on_close`).
    Result<std::optional<net::Request>> close_view(const std::string& user, const std::string& view_id,
                                                   const std::map<std::string, std::vector<std::string>>& values = {});
    net::Request shortcut(const std::string& user, const std::string& callback_id);
    Result<net::Request> message_shortcut(const std::string& user, const std::string& channel, const std::string& ts, const std::string& callback_id);
    /// Types into a menu of a form whose options the app gives.
    Result<net::Request> suggest(const std::string& user, const std::string& view_id, const std::string& block_id, const std::string& typed);
    /// The form that `user` has before them; null if there is none.
    const SlackView* form(const std::string& user) const;
    /// The Home tab as last published for `user`; null if never.
    const SlackView* home(const std::string& user) const;

    /// What happened since the last call, signed now, oldest first. The order is Slack's to choose: a test may shuffle it.
    std::vector<net::Request> take_events();
    /// The same event once more, as after a time-out.
    net::Request retry(const net::Request& request, int number = 1) const;
    /// An event_callback around `inner_event` (JSON object text), signed.
    net::Request event(std::string_view inner_event);
    net::Request url_verification(std::string_view challenge);
    /// Any body, signed with the secret and the clock's time.
    net::Request signed_request(std::string target, std::string content_type, std::string body) const;
    /// Slack's side of the app's answer to a slash command or a press: what it shows, and to whom. Not 200,
    /// an answer that is no message, or a text in the answer to a press are violations.
    void take_answer(const net::Request& sent, const net::Response& answer);
    /// A person says something, with a ts that is returned; empty where nobody can.
    std::string say(const std::string& user, const std::string& channel, const std::string& text);
    /// The same in a thread (or not, if `thread_ts` is empty), with files of these names.
    std::string reply(const std::string& user, const std::string& channel, const std::string& thread_ts, const std::string& text,
                      const std::vector<std::string>& files = {});
    /// What another app of the workspace posts, and makes of it: its own edits bear no mark of one.
    std::string say_as_app(const std::string& name, const std::string& channel, const std::string& text);
    bool edit_as_app(const std::string& channel, const std::string& ts, const std::string& text);
    /// These say whether it could be done: one's own message, a reaction that is or is not there yet …
    bool edit(const std::string& user, const std::string& channel, const std::string& ts, const std::string& text);
    bool erase(const std::string& channel, const std::string& ts);
    bool react(const std::string& user, const std::string& channel, const std::string& ts, const std::string& name);
    bool unreact(const std::string& user, const std::string& channel, const std::string& ts, const std::string& name);
    bool pin(const std::string& user, const std::string& channel, const std::string& ts);
    bool unpin(const std::string& user, const std::string& channel, const std::string& ts);
    void join_channel(const std::string& user, const std::string& channel);
    /// By themselves, or taken out: Slack tells both alike.
    void leave_channel(const std::string& user, const std::string& channel);
    /// `user` empty: whoever made it.
    void archive_as_user(const std::string& channel, const std::string& user = {});
    void unarchive_as_user(const std::string& user, const std::string& channel);
    void delete_channel(const std::string& user, const std::string& channel);
    void rename_as_user(const std::string& channel, const std::string& name);
    void remove_bot(const std::string& channel);
    void open_home(const std::string& user);
    void uninstall();
    void rename_group(const std::string& group, const std::string& handle);
    void rename_user(const std::string& user, const std::string& name);
    void set_group_members(const std::string& group, std::vector<std::string> members);

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
    net::Request interaction(const std::string& body) const;
    void take_form_answer(const std::string& payload, const net::Response& answer);

    const Clock& clock_;
    SlackState state_;
    FaultPlan faults_;
    std::unique_ptr<RateLimits> limits_;
};

}  // namespace tocsin::sandbox
