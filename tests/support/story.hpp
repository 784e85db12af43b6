// One behaviour story: the whole App in this process and this thread, between a simulated Slack and a simulated
// PagerDuty, on a database file of its own, under a clock that moves only when the story says so. Owned by a test case;
// when it ends it checks what holds for every story: nobody objected, every message was expected, the record is whole.
#pragma once

#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bot/core/incident.hpp"
#include "bot/net/http.hpp"
#include "bot/sandbox/pagerduty_account.hpp"
#include "bot/sandbox/mail_sink.hpp"
#include "bot/sandbox/slack_workspace.hpp"
#include "bot/sandbox/twilio_account.hpp"
#include "handlers/settings.hpp"

namespace tocsin {
struct Config;
}
namespace tocsin::store {
class Snapshot;
}
namespace tocsin::sandbox {
class SimulatedNetwork;
}

namespace tocsin::story {

using sandbox::Fault;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// Who and what is there: as in sandbox::World, without what its header brings along.
inline constexpr const char* kAlice = "U0ALICE";    ///< admin
inline constexpr const char* kBob = "U0BOB";        ///< operator
inline constexpr const char* kCarol = "U0CAROL";    ///< member, Europe/Warsaw; unknown to PagerDuty
inline constexpr const char* kGuest = "U0GUEST";
inline constexpr const char* kBot = "U0TOCSIN";    ///< tocsin itself
inline constexpr const char* kGeneral = "C0GENERAL";
inline constexpr const char* kAnnounce = "C0INCIDENTS";
inline constexpr const char* kUpdates = "C0UPDATES";
inline constexpr const char* kCheckout = "PSCHECKOUT";  ///< PagerDuty services
inline constexpr const char* kPayments = "PSPAYMENTS";
inline constexpr const char* kPagerAlice = "PUALICE";
inline constexpr const char* kPagerBob = "PUBOB";
inline constexpr const char* kPagerDora = "PUDORA";     ///< not in Slack
/// Of an API token that acts as nobody.
inline constexpr const char* kRobotToken = "robot-secret-of-nobody-at-all";

/// An answer of the JSON API.
struct ApiAnswer {
    int status = 0;
    std::string body;
};

class ScriptedCommands;

class Story {
public:
    using Change = std::function<void(handlers::Settings&)>;
    /// What is not in the settings: tokens and addresses.
    using Furnish = std::function<void(Config&)>;
    explicit Story(Change change = {}, Furnish furnish = {});
    /// With this on-call file.
    explicit Story(const char* oncall_file);
    ~Story();
    Story(const Story&) = delete;
    Story& operator=(const Story&) = delete;

    // Time.
    /// Lets everything happen that is under way or due within `horizon`, moving the clock no further than that needs.
    void settle(Duration horizon = seconds{3});
    /// Moves the clock by `span`, with everything that becomes due on the way, then settles.
    void advance(Duration span);
    /// A tenth of a second, and no waiting for what is under way.
    void advance_a_little();
    Time now() const;
    /// The machine's clock is set by so much, forwards or back; then everything settles.
    void set_clock(Duration by);

    // What people and services do.
    /// Types `/incident text`; gives what the person then sees, when everything that follows has settled.
    std::string type(const std::string& user, const std::string& channel, const std::string& text);
    /// The same, while what follows is still under way.
    std::string type_at_once(const std::string& user, const std::string& channel, const std::string& text);
    /// Presses a button; gives what the person alone sees after everything settled, or nothing.
    std::string press(const std::string& user, const std::string& channel, const std::string& ts, const std::string& action_id);
    /// The same on the card of an incident.
    std::string press_card(const std::string& user, int incident, const std::string& action_id);
    /// Opens a form that is behind the card's “More…”.
    void press_more(const std::string& user, int incident, const std::string& form);
    /// The same beside the newest answer that the person sees.
    std::string press_answer(const std::string& user, const std::string& action_id);
    // Forms, shortcuts and what happens in channels (story_slack.cpp).
    /// Sends the form that the person has before them, with these fields filled in by block id; gives what the person is told, or the
    /// errors beside its fields as `field: message`, a line each.
    std::string submit(const std::string& user, const std::map<std::string, std::vector<std::string>>& values);
    void close_form(const std::string& user, const std::map<std::string, std::vector<std::string>>& values = {});
    std::string use_shortcut(const std::string& user, const std::string& callback_id);
    std::string use_message_shortcut(const std::string& user, const std::string& channel, const std::string& ts, const std::string& callback_id);
    /// Presses a button of the person's form or Home tab.
    std::string press_in_view(const std::string& user, const std::string& view_id, const std::string& action_id);
    /// All texts of the form that the person has before them; empty if there is none.
    std::string form_text(const std::string& user);
    /// What stands in one field of it: an option's value, a user's id, seconds, or a text; empty if nothing does.
    std::string form_value(const std::string& user, const std::string& field);
    /// Posts the events that Slack has ready, then settles. Gives them back, for redelivery.
    std::vector<net::Request> deliver_events();

    /// Declares an incident and expects what every declared incident brings; gives its channel.
    std::string declare(const std::string& user, const std::string& words);
    /// Any request to the program's public listener. A signed one may be sent again: that is a redelivery. What Slack sends to a
    /// program without a signing secret goes over the websocket of Socket Mode; 504 if it is not acknowledged.
    net::Response deliver(net::Request request);
    const net::Request& last_request() const;
    /// Posts the webhooks that PagerDuty has ready, then settles. Gives them back, for redelivery.
    std::vector<net::Request> deliver_pagerduty();
    ApiAnswer api(const std::string& method, const std::string& target, const std::string& json = {}, const std::string& idempotency_key = {},
                  const std::string& token = {});
    /// Gives the program what Slack has to tell it, then settles. Gives it back, for redelivery.
    std::vector<net::Request> deliver_slack_events();
    /// What somebody reads on their Home tab; empty before it was published.
    std::string home_text(const std::string& user);
    /// `POST /api/v1/commands` as Alice.
    ApiAnswer command(const std::string& json, const std::string& idempotency_key = {});

    /// Writes the on-call file anew and says so, as SIGHUP does.
    void edit_oncall(const std::string& yaml);
    /// Puts a runbook on the shelf, or a newer text of it, and says so, as SIGHUP does.
    void shelve(const std::string& name, const std::string& yaml);

    // The program's own life.
    /// Ends as on SIGTERM and starts again.
    void restart(Duration down = seconds{2});
    /// The same, with other settings.
    void restart_with(const Change& change);
    /// Ends as by kill -9: what is on disk at this moment is all that is left.
    void crash(Duration down = seconds{2});

    // What there is to see.
    sandbox::SlackWorkspace& slack();
    sandbox::PagerDutyAccount& pagerduty();
    sandbox::SimulatedNetwork& network();
    sandbox::TwilioAccount& twilio();
    sandbox::MailSink& mail();
    ScriptedCommands& commands();
    /// The message of a run, as a person reads it, and its buttons' channel and ts.
    sandbox::SlackMessage run_message(int run);
    std::string run_text(int run);
    /// Presses a button of it that carries these words: `approve ok`.
    std::string press_run(const std::string& user, int run, const std::string& words);
    /// The channel of the program's direct messages to a person.
    std::string direct(const std::string& user);
    /// The button of the newest message in a channel that has one.
    std::string press_newest(const std::string& user, const std::string& channel, const std::string& action_id);
    /// The channel that an incident has now, or none.
    const sandbox::SlackChannel& channel_of(int incident);
    std::string channel_id(int incident) { return channel_of(incident).id; }
    bool has_channel(int incident);
    /// The pinned card: its message and all its text.
    sandbox::SlackMessage card(int incident);
    std::string card_text(int incident);
    std::string announcement(int incident);
    Incident incident(int number);
    std::vector<Event> timeline(int number);
    /// The kinds of an incident's timeline, in order.
    std::vector<std::string> kinds(int number);
    std::size_t count(int number, const std::string& kind);
    void read(const std::function<void(const store::Snapshot&)>& work);
    std::int64_t dead_letters();
    std::string database() const;

    // What the story expects.
    /// The messages of the program in `channel` that no earlier call named are these, in this order: each shows its text.
    void says(const std::string& channel, const std::vector<std::string>& texts);
    /// The card, announced in the incidents channel: what every declared incident has.
    void has_card_and_announcement(int incident);
    /// One message more or less does not matter to this story.
    void overlook(const std::string& ts);
    /// The card alone: what a private incident has.
    void has_card(int incident);
    /// All that was said so far, to whomever: the story is about something else.
    void all_was_expected();
    /// What the program told one person outside of an answer.
    void tells(const std::string& user, const std::vector<std::string>& texts);
    /// The text messages to a phone, calls to it, or e-mails to an address that no earlier call named: each holds its text.
    void texts(const std::string& phone, const std::vector<std::string>& texts);
    void calls(const std::string& phone, const std::vector<std::string>& texts);
    void mails(const std::string& address, const std::vector<std::string>& texts);

private:
    net::Response deliver_over_socket(const net::Request& request);
    void open();
    /// Posts an interaction and settles; what the person is told.
    std::string interact(const std::string& user, const Result<net::Request>& request);
    void pump();
    bool rest_is_far(Duration horizon);
    std::string due_within(Duration horizon);
    void end(Duration down);
    void check_messages();
    void check_phones();
    void expect(const std::string& what, const std::vector<std::string>& shown, std::size_t& seen, const std::vector<std::string>& texts);
    std::vector<sandbox::SlackMessage> unseen(const std::string& channel);
    std::vector<sandbox::SlackEphemeral> untold(const std::string& user);

    struct Inside;
    std::unique_ptr<Inside> in_;
};

/// What a person reads of a message, with Slack's escapes undone.
std::string readable(const std::string& text, const std::string& blocks);

}  // namespace tocsin::story
