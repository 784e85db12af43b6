#include "bot/config.hpp"

#include <catch2/catch.hpp>

#include <fstream>

#include "handlers/user_groups.hpp"

using namespace tocsin;

namespace {

constexpr const char* kSmallest = R"(server: {listen: "127.0.0.1:8443", tls: off}
store: {url: "sqlite:/tmp/x.db"}
)";

std::optional<std::string> environment(const std::string& name) {
    if (name == "SECRET") return "from-the-environment";
    return std::nullopt;
}

auto parse(const std::string& yaml) { return parse_config(yaml, "t.yaml", environment); }

std::vector<std::string> mistakes(const std::string& yaml) {
    const auto parsed = parse(yaml);
    return parsed ? std::vector<std::string>{} : parsed.error();
}

}  // namespace

TEST_CASE("the smallest configuration is fine") {
    const auto config = parse(kSmallest);
    REQUIRE(config);
    CHECK(config->server.listen.port == 8443);
    CHECK_FALSE(config->server.tls);
    CHECK(config->database_path == "/tmp/x.db");
    CHECK(config->settings.key == "INC");
}

TEST_CASE("emoji have one meaning each, and a list replaces the default of its key alone") {
    const auto with = [](const std::string& reactions) {
        return parse(std::string(kSmallest) + "\nslack: {signing_secrets: [a], bot_token: xoxb-1, reactions: " + reactions + "}\n");
    };
    const auto config = with("{timeline: [\":eyes:\"], task: [white_large_square]}");
    REQUIRE(config);
    const auto& reactions = config->settings.reactions;
    CHECK(reactions.at("eyes") == EntryKind::timeline);
    CHECK_FALSE(reactions.contains("pushpin"));
    CHECK(reactions.at("white_large_square") == EntryKind::task);
    CHECK(reactions.at("seedling") == EntryKind::followup);
    CHECK_FALSE(with("{timeline: [eyes], task: [eyes]}"));
    CHECK_FALSE(with("{timeline: [\"Big Eyes\"]}"));
    CHECK_FALSE(with("{notes: [eyes]}"));
}

TEST_CASE("everything in the contract is read") {
    const auto config = parse(std::string(kSmallest) + R"(
slack: {signing_secrets: ["${SECRET}"], bot_token: xoxb-1, announce_channel: C1, updates_channel: C2, api_url: "http://127.0.0.1:1/api"}
pagerduty:
  webhook_secrets: [w]
  routing_keys: {default: k1, checkout: k2}
  api_token: t
  open: observe
  resolve: apply
  join: [{within: 5m, same: [service]}, {within: 10m, same: [label.region], at_least: 6}]
api: {tokens: [{name: laptop, secret: 0123456789abcdef, user: U1}]}
access: {default: guest, operators: [U2], admins: [U1]}
incidents: {key: OPS, channel_name: "ops-{number}"}
)");
    REQUIRE(config);
    CHECK(config->slack.signing_secrets == std::vector<std::string>{"from-the-environment"});
    CHECK(config->slack.api_url == "http://127.0.0.1:1/api/");
    CHECK(config->settings.pagerduty.open == handlers::OpenMode::observe);
    CHECK(config->settings.pagerduty.join[1].at_least == 6);
    CHECK(config->settings.pagerduty.join[1].within == std::chrono::minutes{10});
    CHECK(config->pagerduty.routing_keys.at("checkout") == "k2");
    CHECK(config->settings.default_access == AccessLevel::guest);
    CHECK(config->api_tokens.front().user == UserId("U1"));
    CHECK_FALSE(config->api_tokens.front().access);
    CHECK(config->settings.key == "OPS");
}

TEST_CASE("heartbeats are read, and their mistakes are told") {
    const auto config = parse(std::string(kSmallest) + R"(
heartbeats:
  - {name: backups, every: 1h, page: "policy:payments", severity: sev1, token: "${SECRET}"}
  - {name: cron, every: 5m, page: checkout}
heartbeat: {url: "https://watch.example/ping", every: 30s}
)");
    REQUIRE(config);
    REQUIRE(config->settings.heartbeats.size() == 2);
    CHECK(config->settings.heartbeats[0].severity == Severity::sev1);
    CHECK(config->settings.heartbeats[0].every == std::chrono::hours{1});
    CHECK(config->settings.heartbeats[1].severity == Severity::sev2);
    CHECK(config->heartbeat_tokens[0].secret == "from-the-environment");
    CHECK(config->heartbeat_tokens[1].secret.empty());
    CHECK(config->heartbeat_url == "https://watch.example/ping");
    CHECK(config->settings.ping_every == std::chrono::seconds{30});

    const auto all = mistakes(std::string(kSmallest) + R"(
heartbeats:
  - {name: "a b", every: 1s, page: x}
  - {name: "a b", page: x, token: short}
heartbeat: {every: 1m}
)");
    const auto has = [&](const std::string& part) {
        return std::ranges::any_of(all, [&](const auto& line) { return line.find(part) != std::string::npos; });
    };
    CHECK(has("`heartbeats.name` may hold letters"));
    CHECK(has("`heartbeats.every` must be at least 10s"));
    CHECK(has("`heartbeats.every` is required"));
    CHECK(has("`heartbeats.name` is there twice"));
    CHECK(has("`heartbeats.token` must have at least 16"));
    CHECK(has("`heartbeat.url` is required"));
}

TEST_CASE("each mistake is told with its place, all at once") {
    const auto all = mistakes(R"(server: {listen: "8443", tls: off, listne: x}
store: {url: "mysql:x"}
slack:
  signing_secrets: [""]
  bot_token: ${MISSING}
)");
    const auto has = [&](const std::string& part) {
        return std::ranges::any_of(all, [&](const auto& line) { return line.find(part) != std::string::npos; });
    };
    CHECK(has("t.yaml:1:18: `server.listen` must be ADDRESS:PORT"));
    CHECK(has("unknown key `server.listne`; did you mean `listen`?"));
    CHECK(has("`store.url` must be sqlite:PATH"));
    CHECK(has("`slack.signing_secrets` holds an empty secret"));
    CHECK(has("t.yaml:5:14: the environment variable MISSING is not set"));
}

TEST_CASE("repeated keys, broken YAML and plain http to elsewhere are refused") {
    CHECK_FALSE(mistakes(std::string(kSmallest) + "store: {url: \"sqlite:/y\"}\n").empty());
    CHECK_FALSE(mistakes("server: [").empty());
    CHECK_FALSE(mistakes(std::string(kSmallest) + "pagerduty: {api_url: \"http://evil.example\"}\n").empty());
    CHECK_FALSE(mistakes(std::string(kSmallest) + "api: {tokens: [{name: a, secret: short}]}\n").empty());
    CHECK_FALSE(mistakes(std::string(kSmallest) + "api: {tokens: [{name: a, secret: 0123456789abcdef, access: root}]}\n").empty());
    CHECK_FALSE(mistakes(std::string(kSmallest) + "api: {tokens: [{name: a, secret: 0123456789abcdef, user: U1, access: admin}]}\n").empty());
}

TEST_CASE("a secret can stand in a file of its own, but not in both places") {
    const std::string path = std::string(TOCSIN_BINARY_DIR) + "/config_test_secret";
    std::ofstream(path) << "token-in-a-file\n";
    const auto config = parse(std::string(kSmallest) + "slack: {signing_secrets: [s], bot_token_file: " + path + "}\n");
    REQUIRE(config);
    CHECK(config->slack.bot_token == "token-in-a-file");
    CHECK_FALSE(mistakes(std::string(kSmallest) + "slack: {signing_secrets: [s], bot_token: x, bot_token_file: " + path + "}\n").empty());
    CHECK_FALSE(mistakes(std::string(kSmallest) + "slack: {signing_secrets: [s], bot_token_file: /no/such/file}\n").empty());
}

TEST_CASE("the means of paging are read, and each mistake has its place") {
    const auto config = parse(R"(server: {listen: "127.0.0.1:8443", tls: off, public_url: "https://t.example.com"}
store: {url: "sqlite:/tmp/x.db"}
notify:
  smtp: {url: "smtps://mail.example.com", from: tocsin@example.com, user: u, password: "${SECRET}"}
  twilio: {account_sid: AC1, auth_token: t, from: "+12025550143", api_url: "http://127.0.0.1:9/"}
  webhook_secret: w
)");
    REQUIRE(config);
    CHECK(config->notify.smtp->password == "from-the-environment");
    CHECK(config->notify.twilio->api_url == "http://127.0.0.1:9");
    CHECK(config->notify.webhook_secret == "w");
    const auto wrong = mistakes(std::string(kSmallest) + R"(
notify:
  smtp: {url: "http://mail.example.com", from: nobody, user: u}
  twilio: {account_sid: AC1, from: "0123"}
)");
    CHECK(wrong.size() == 6);
}

TEST_CASE("calls need a number: a messaging service stands beside it, not in its place") {
    const std::string head = R"(server: {listen: "127.0.0.1:8443", tls: off, public_url: "https://t.example.com"}
store: {url: "sqlite:/tmp/x.db"}
notify: {twilio: {account_sid: AC1, auth_token: t, )";
    const auto both = parse(head + R"(from: "+12025550143", messaging_service: MG1}})");
    REQUIRE(both);
    CHECK(both->notify.twilio->from == "+12025550143");
    CHECK(both->notify.twilio->messaging_service == "MG1");
    const auto wrong = mistakes(head + "from: MG1}}");
    REQUIRE(wrong.size() == 1);
    CHECK_THAT(wrong[0], Catch::Contains("`notify.twilio.from` must be a number, since calls cannot come from a messaging service") && Catch::Contains("messaging_service"));
    CHECK(mistakes(head + R"(from: "+12025550143", messaging_service: SM1}})").size() == 1);
}

TEST_CASE("the mail server's issuer is a file that is there") {
    const std::string head = std::string(kSmallest) + "notify: {smtp: {url: \"smtps://mail.example.com\", from: t@example.com, ca_file: ";
    const std::string path = std::string(TOCSIN_BINARY_DIR) + "/config_test_ca";
    std::ofstream(path) << "pem";
    const auto config = parse(head + path + "}}");
    REQUIRE(config);
    CHECK(config->notify.smtp->ca_file == path);
    const auto wrong = mistakes(head + "/no/such/file}}");
    REQUIRE(wrong.size() == 1);
    CHECK_THAT(wrong[0], Catch::Contains("`notify.smtp.ca_file` cannot be read: /no/such/file"));
}

TEST_CASE("Slack needs somebody who signs, or a token for Socket Mode, and not the bot's") {
    const auto socket = parse(std::string(kSmallest) + "slack: {bot_token: xoxb-1, app_token: xapp-1}\n");
    REQUIRE(socket);
    CHECK(socket->slack.app_token == "xapp-1");
    CHECK(socket->slack.signing_secrets.empty());
    const auto both = parse(std::string(kSmallest) + "slack: {bot_token: xoxb-1, app_token: xapp-1, signing_secrets: [s]}\n");
    REQUIRE(both);
    const auto neither = mistakes(std::string(kSmallest) + "slack: {bot_token: xoxb-1}\n");
    REQUIRE(neither.size() == 1);
    CHECK_THAT(neither.front(), Catch::Contains("or `app_token` for Socket Mode"));
    const auto exchanged = mistakes(std::string(kSmallest) + "slack: {bot_token: xoxb-1, app_token: xoxb-1}\n");
    REQUIRE(exchanged.size() == 1);
    CHECK_THAT(exchanged.front(), Catch::Contains("`slack.app_token` must be an app-level token, xapp-…"));
}

TEST_CASE("who is called and when nobody is reminded is read, and what cannot be is told with its place") {
    const auto config = parse(std::string(kSmallest) + R"(
incidents: {notify_here: [sev1, SEV2]}
reminders: {quiet: {from: "22:30", to: "07:00", days: [Sunday]}}
)");
    REQUIRE(config);
    CHECK(config->settings.notify_here == std::vector{Severity::sev1, Severity::sev2});
    CHECK(config->settings.quiet.from == std::chrono::minutes{22 * 60 + 30});
    CHECK(config->settings.quiet.to == std::chrono::hours{7});
    CHECK(config->settings.quiet.days == std::array{false, false, false, false, false, false, true});
    const auto usual = parse(kSmallest);
    REQUIRE(usual);
    CHECK(usual->settings.notify_here.empty());
    CHECK(usual->settings.quiet.days == std::array{false, false, false, false, false, true, true});
    const auto wrong = mistakes(std::string(kSmallest) + R"(
incidents: {notify_here: [sev9]}
reminders: {quiet: {from: "24:00", to: "8", days: [someday]}, louder: true}
)");
    REQUIRE(wrong.size() == 5);
    const auto all = wrong[0] + wrong[1] + wrong[2] + wrong[3] + wrong[4];
    for (const char* said : {"holds severities, sev1 to sev5", "`reminders.quiet.from` must be a time of the day", "`reminders.quiet.to` must be", "holds days of the week", "louder"})
        CHECK_THAT(all, Catch::Contains(said));
    CHECK_THAT(mistakes(std::string(kSmallest) + "reminders: {quiet: {days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]}}\n").front(), Catch::Contains("must leave a day"));
}

TEST_CASE("rights and user groups are read, and what cannot be is told with its place") {
    const auto config = parse(std::string(kSmallest) + R"(
slack: {signing_secrets: [s], bot_token: xoxb-1}
access:
  operators: ["group:S0SRE", U2]
  admins: [U1, "group:S0BOSS"]
  declare: [operator, "group:S0SUPPORT", U3]
  close: lead
  see: member
incidents: {private_channels: true}
)");
    REQUIRE(config);
    const auto& settings = config->settings;
    CHECK(settings.operators == std::vector{UserId("U2")});
    CHECK(settings.operator_groups == std::vector{UserGroupId("S0SRE")});
    CHECK(settings.admin_groups == std::vector{UserGroupId("S0BOSS")});
    CHECK(settings.private_channels);
    using handlers::Right;
    REQUIRE(settings.rights.rule(Right::declare) != nullptr);
    CHECK(settings.rights.rule(Right::declare)->standing == handlers::Standing::operator_);
    CHECK(settings.rights.rule(Right::declare)->named.people == std::vector{UserId("U3")});
    CHECK(settings.rights.rule(Right::declare)->named.groups == std::vector{UserGroupId("S0SUPPORT")});
    CHECK(settings.rights.rule(Right::close)->standing == handlers::Standing::lead);
    CHECK(settings.rights.rule(Right::reopen) == nullptr);
    CHECK(handlers::groups_in(settings).size() == 3);
    const auto wrong = mistakes(std::string(kSmallest) + "access: {see: lead, run: [everybody], admins: [\"group:sre\"], close: [\"group:S0SRE\"]}\n");
    REQUIRE(wrong.size() == 4);
    const auto all = wrong[0] + wrong[1] + wrong[2] + wrong[3];
    CHECK(all.find("`access.see` cannot be `lead`") != std::string::npos);
    CHECK(all.find("`everybody` is none of them") != std::string::npos);
    CHECK(all.find("group:S0SRE; `sre` is none") != std::string::npos);
    CHECK(all.find("there is no `slack` section") != std::string::npos);
}
