// What the use cases need of the configuration: values, read once. Owned by App; read by every thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"
#include "bot/core/message.hpp"
#include "bot/core/quiet.hpp"
#include "bot/core/words.hpp"
#include "bot/oncall/book.hpp"
#include "handlers/slack_link.hpp"
#include "handlers/access.hpp"
#include "runbooks/engine/shelf.hpp"

namespace tocsin::handlers {

/// `{within: 5m, same: [service, label.region], at_least: 6}`: a PagerDuty trigger joins an open incident if, with it,
/// at least `at_least` triggers within the time agree in all of `same`.
struct JoinRule {
    Duration within = std::chrono::minutes{5};
    std::vector<std::string> same;
    int at_least = 1;
};

enum class OpenMode : std::uint8_t { triage, observe, off };
enum class ResolveMode : std::uint8_t { propose, apply };

struct PagerDutySettings {
    OpenMode open = OpenMode::triage;
    ResolveMode resolve = ResolveMode::propose;
    std::vector<JoinRule> join;
    /// Names of `pagerduty.routing_keys`: the services that can be paged; the keys themselves stay with the sender.
    std::vector<std::string> routing_names;
    /// How often the open incidents and the webhook subscription are compared over REST; empty: never.
    std::optional<Duration> check_every;
    bool rest = false;  ///< an API token is configured: acknowledge, resolve and note flow back
    bool notes_for_machines = false;  ///< `pagerduty.from` is configured: notes of runbooks and of API tokens without a user flow back too
};

/// Somebody who must report every so often (docs/oncall.md, "Heartbeats").
struct HeartbeatSettings {
    std::string name;
    Duration every{};
    std::string page;  ///< as typed after `page`: `policy:payments`
    Severity severity = Severity::sev2;
};

struct Settings {
    std::string key = "INC";
    std::string command = "/incident";
    std::string channel_template = "inc-{number}-{slug}";
    /// Every incident's channel is private; the incidents themselves are not (docs/access.md).
    bool private_channels = false;
    std::string bridge;
    /// At which severities whoever is in `announce_channel` is called (`@here`).
    std::vector<Severity> notify_here;
    /// When nobody is reminded of a follow-up.
    QuietHours quiet;
    std::string public_url;
    TeamId team;  ///< the Slack workspace of people named in the configuration
    ChannelId announce_channel, updates_channel;
    /// The bot itself in that workspace, as auth.test says; empty as long as Slack has not been asked.
    UserId bot_user;
    /// Which emoji on a message makes what of it (`slack.reactions`).
    std::map<std::string, EntryKind> reactions{{"pushpin", EntryKind::timeline}, {"stopwatch", EntryKind::timeline},
                                               {"star", EntryKind::task}, {"seedling", EntryKind::followup}};
    PagerDutySettings pagerduty;

    /// Shared with whoever reads the on-call file anew while the program runs.
    std::shared_ptr<oncall::Book> oncall = std::make_shared<oncall::Book>();
    /// A page whose acknowledger does nothing for this long is paged again.
    Duration acknowledgement_lasts = std::chrono::minutes{30};
    /// Signs the addresses of calendar feeds; empty until App has one (`oncall.feed_secret`, else derived from the store's key).
    std::string feed_secret;

    /// Shared with whoever reads the runbooks anew while the program runs.
    std::shared_ptr<runbooks::Library> runbooks = std::make_shared<runbooks::Library>();
    /// Runs under way at the same time; further ones wait.
    int runs_at_once = 16;

    std::vector<HeartbeatSettings> heartbeats;
    /// How often the outside is told that this program works; empty: there is nobody to tell.
    std::optional<Duration> ping_every;

    /// Shared with whoever holds the connection to Slack in Socket Mode.
    std::shared_ptr<SlackLink> slack_link = std::make_shared<SlackLink>();

    AccessLevel default_access = AccessLevel::member;
    std::vector<UserId> operators, admins;
    std::vector<UserGroupId> operator_groups, admin_groups;
    Rights rights;
};

/// The triggers that make one storm: the sixth within five minutes joins instead of opening (issue, item 7).
inline constexpr int kStormSize = 6;
inline constexpr Duration kStormWindow = std::chrono::minutes{5};
/// After this long a page that notified nobody is said to have notified nobody (design G10).
inline constexpr Duration kPageWatch = std::chrono::seconds{60};

}  // namespace tocsin::handlers
