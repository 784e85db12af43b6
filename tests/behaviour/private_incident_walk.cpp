// Every surface, walked by somebody who is not one of a private incident's own and looks for a planted word; and by somebody who is, so
// that the walk is known to look where the word would be.
#include <fcntl.h>
#include <unistd.h>

#include <cctype>
#include <fstream>
#include <iterator>
#include <map>

#include "bot/base/log.hpp"
#include "bot/base/text.hpp"
#include "bot/config.hpp"
#include "bot/slack/button_codec.hpp"
#include "handlers/grammar.hpp"
#include "handlers/parser.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/runbook_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using namespace tocsin;

namespace {

constexpr std::string_view kWord = "zanzibar";
constexpr const char* kBobToken = "token-of-bob-0123456789";
constexpr const char* kCarolToken = "token-of-carol-0123456789";

/// Bob has the week, then Carol, who so reads at the hand-off what is open.
const std::string kWeekFile = with(with(kShopFile, "users: [bob, ann]", "users: [bob, cid]"), "person:cid", "person:ann");

/// What is written on the log while it lives, at its most talkative.
class Listener {
public:
    explicit Listener(std::string path) : path_(std::move(path)), kept_(::dup(STDERR_FILENO)) {
        const int file = ::open(path_.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
        ::dup2(file, STDERR_FILENO);
        ::close(file);
        log::set_level(log::Level::debug);
    }
    ~Listener() { stop(); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    std::string stop() {
        if (kept_ >= 0) {
            ::dup2(kept_, STDERR_FILENO);
            ::close(kept_);
            kept_ = -1;
            log::set_level(log::Level::error);
        }
        std::ifstream file(path_);
        return {std::istreambuf_iterator<char>(file), {}};
    }

private:
    std::string path_;
    int kept_;
};

/// What was found on each surface, by its name.
using Found = std::map<std::string, std::string>;

bool holds_word(const std::string& text) { return text::lower(text).contains(kWord); }

void channels_of(Story& story, const std::string& user, Found& found) {
    for (const auto& [id, channel] : story.slack().state().channels) {
        if (channel.has_member(user) || (!channel.is_private && !channel.is_im)) {
            std::string& text = found["channels"];
            text += channel.name + "\n" + channel.topic + "\n" + channel.purpose + "\n";
            for (const auto& message : channel.messages) text += readable(message.text, {}) + readable({}, message.blocks) + message.metadata + "\n";
            for (const auto& [file, kept] : story.slack().state().files)
                if (kept.channel == id) found["files"] += kept.name + kept.title + kept.initial_comment + kept.bytes;
        }
    }
    for (const auto& told : story.slack().ephemerals(user)) found["answers"] += readable(told.text, told.blocks) + "\n";
}

std::string in_place(std::string text, std::string_view from, std::string_view to) { return text::replace_all(std::move(text), from, to); }

/// Every verb with each of its examples, about the incident of that number.
std::vector<std::string> commands_about(const std::string& name) {
    std::vector<std::string> out{"", name};
    const IncidentNumber number(*text::parse_int(name.substr(4)));
    for (const auto& verb : handlers::verbs())
        for (const auto example : verb.examples) {
            auto parsed = handlers::parse(in_place(std::string(example), "INC-41", name), {time_from_unix_seconds(1'794'000'600), "UTC", "INC", "/incident"});
            if (!parsed) continue;
            if (verb.needs_incident) parsed->incident = number;
            out.push_back(handlers::print(*parsed, "INC"));
        }
    return out;
}

constexpr const char* kReads[] = {"list", "list all", "show INC-1", "timeline INC-1 --last 100", "task list INC-1", "followup list INC-1", "postmortem INC-1",
                                  "runs", "runs 1", "oncall", "oncall load", "health", "help"};

constexpr const char* kRoutes[] = {"/api/v1/incidents",
                                   "/api/v1/incidents?scope=all",
                                   "/api/v1/incidents?scope=all&service=zanzibar-api",
                                   "/api/v1/incidents/1",
                                   "/api/v1/incidents/INC-1",
                                   "/api/v1/incidents/1/timeline",
                                   "/api/v1/incidents/1/postmortem",
                                   "/api/v1/incidents/1/postmortem?format=html",
                                   "/api/v1/incidents/1/postmortem?format=json",
                                   "/api/v1/report?from=2026-11-01&to=2026-12-01&by=service",
                                   "/api/v1/report?from=2026-11-01&to=2026-12-01&by=service&format=csv",
                                   "/api/v1/report?from=2026-11-01&to=2026-12-01&by=team&format=table",
                                   "/api/v1/runs/1",
                                   "/api/v1/oncall",
                                   "/api/v1/oncall/shop",
                                   "/api/v1/oncall/shop/render"};

constexpr const char* kForms[] = {"declare", "update", "resolve", "sev", "role", "set", "note", "close", "reopen", "cancel", "page", "run", "task", "followup", "postmortem",
                                    "status", "link", "related", "merge", "assign", "snooze"};
/// Those that no bare verb opens.
constexpr const char* kFormsOfAMenu[] = {"details", "postmortem", "runbook", "task", "followup"};

/// Every form as it opens where no channel says which incident is meant, and what its menu of services suggests.
void forms_of(Story& story, const std::string& user, Found& found) {
    const auto look = [&] {
        const auto* form = story.slack().form(user);
        if (form == nullptr) return;
        found["forms"] += form->view + "\n";
        for (const char* field : {"service", "target", "runbook"})
            for (const char* typed : {"", "z"})
                if (const auto request = story.slack().suggest(user, form->id, field, typed)) found["suggestions"] += story.deliver(*request).body + "\n";
        story.close_form(user);
    };
    for (const char* verb : kForms) {
        story.type(user, kGeneral, verb);
        look();
    }
    story.use_shortcut(user, "tocsin.declare");
    look();
    const auto said = story.slack().say(user, kGeneral, "hello");
    for (const char* shortcut : {"tocsin.note", "tocsin.followup", "tocsin.declare_from"}) {
        story.use_message_shortcut(user, kGeneral, said, shortcut);
        look();
    }
}

Found walk(Story& story, const std::string& user, const std::string& token) {
    Found found;
    for (const char* command : kReads) found["commands"] += story.type(user, kGeneral, command) + "\n";
    for (const char* route : kRoutes) found["api"] += story.api("GET", route, {}, {}, token).body + "\n";
    for (const char* command : kReads)
        found["api commands"] += story.api("POST", "/api/v1/commands", std::string(R"({"text":")") + command + "\"}", {}, token).body + "\n";
    story.slack().open_home(user);
    story.deliver_slack_events();
    if (const auto* home = story.slack().home(user)) found["home"] = home->view;
    forms_of(story, user, found);
    channels_of(story, user, found);
    return found;
}

/// What everybody can come by who has the run of the house, but for its own people.
std::string everywhere(Story& story) {
    std::string text;
    for (const char* route : {"/metrics", "/readyz?verbose", "/livez"}) text += story.api("GET", route).body + "\n";
    for (const auto& incident : story.pagerduty().incidents()) {
        text += incident.title + "\n";
        for (const auto& note : incident.notes) text += note.content + "\n";
    }
    for (const char* method : {"POST /v2/enqueue", "POST /incidents", "PUT /incidents/{id}", "POST /incidents/{id}/notes"})
        for (const auto& call : story.pagerduty().calls(method)) text += call.arguments + "\n";
    for (const auto& channel : {kGeneral, kAnnounce, kUpdates})
        for (const auto& message : story.slack().messages(channel)) text += readable(message.text, message.blocks) + message.text + "\n";
    return text;
}

/// INC-1 holds the word in every field that somebody can fill in, INC-2 belongs to the service that Bob and then Carol are on call for.
void live_through(Story& story) {
    story.shelve("rollback", kRollback);
    story.commands().answer([](const auto&) { return ScriptedCommands::printed(R"({"revision": "zanzibar-41"})"); });
    story.type(kBob, kGeneral, "declare sev2 Zanzibar was robbed --service zanzibar-api --private");
    const auto channel = story.channel_id(1);
    for (const char* command :
         {"lead me", "note the Zanzibar keys are gone", "set summary Zanzibar lost everything", "set title Zanzibar was robbed twice", "task ask Zanzibar due 2026-11-06T21:00Z",
          "task call Zanzibar @U0BOB due tomorrow 09:00", "followup new locks for Zanzibar @U0BOB", "link https://zanzibar.example/ Zanzibar", "status identified Zanzibar did it",
          "update Zanzibar is shut", "sev 1 Zanzibar again", "page checkout Zanzibar burns --yes", "page payments Zanzibar burns --yes", "ack", "run rollback deployment=zanzibar", "postmortem export"})
        story.type(kBob, channel, command);
    story.type(kBob, kGeneral, "declare sev2 Zanzibar is on call --service checkout --private");
    story.type(kBob, story.channel_id(2), "page schedule:shop Zanzibar calls --yes");
    story.type(kBob, story.channel_id(2), "ack");
    story.type(kCarol, kGeneral, "declare sev3 Search is slow");
}

/// As a person could send it who had once seen such a button.
std::string forged_press(Story& story, const std::string& user, ButtonAction action, int number) {
    const auto button = slack::encode_button({action, IncidentNumber(number), Status::investigating, Status::identified, action == ButtonAction::answer_run ? "1 abort no" : "rollback"});
    const std::string payload = R"({"type":"block_actions","user":{"id":")" + user + R"(","username":"x","team_id":")" + story.slack().state().options.team_id +
                                R"("},"team":{"id":")" + story.slack().state().options.team_id + R"("},"channel":{"id":"C0GENERAL","name":"general"},"trigger_id":"t)" +
                                std::to_string(number) + std::string(button->action_id) + user + R"(","response_url":"","container":{"type":"message"},"actions":[{"type":"button","block_id":"b","action_id":")" +
                                button->action_id + R"(","value":")" + button->value + "\"}]}";
    const auto response = story.deliver(story.slack().signed_request("/slack/interactions", "application/x-www-form-urlencoded", "payload=" + net::percent_encode(payload)));
    story.settle();
    return std::to_string(response.status) + response.body;
}

/// As a person could send it who had once seen such a menu: the button that opens a form about that incident.
std::string forged_opening(Story& story, const std::string& user, const std::string& form, int number) {
    const auto button = slack::encode_button({ButtonAction::open_form, IncidentNumber(number), Status::investigating, {}, form});
    const std::string team = story.slack().state().options.team_id;
    const std::string payload = R"({"type":"block_actions","user":{"id":")" + user + R"(","username":"x","team_id":")" + team + R"("},"team":{"id":")" + team +
                                R"("},"channel":{"id":"C0GENERAL","name":"general"},"trigger_id":"o)" + std::to_string(number) + form + user +
                                R"(","response_url":"","container":{"type":"message"},"actions":[{"type":"button","block_id":"b","action_id":")" + button->action_id +
                                R"(","value":")" + button->value + "\"}]}";
    const auto response = story.deliver(story.slack().signed_request("/slack/interactions", "application/x-www-form-urlencoded", "payload=" + net::percent_encode(payload)));
    story.settle();
    const auto* opened = story.slack().form(user);
    const std::string view = opened == nullptr ? std::string() : opened->view;
    if (opened != nullptr) story.close_form(user);
    return std::to_string(response.status) + response.body + view;
}

/// Everything that people can do to the channel of INC-1, and what somebody who is not in it can send about it.
void trouble_its_channel(Story& story) {
    const std::string channel = story.channel_id(1);
    const auto asked = story.slack().say(kCarol, kGeneral, "<@U0TOCSIN> note INC-1 is it that?");
    for (const char* emoji : {"pushpin", "star", "seedling"}) story.slack().react(kCarol, kGeneral, asked, emoji);
    story.slack().say(kCarol, kGeneral, "<@U0TOCSIN> show INC-1 --share");
    story.deliver_events();
    story.slack().rename_as_user(channel, "zanzibar-again");
    story.deliver_events();
    story.slack().delete_channel(kBob, channel);
    story.deliver_events();
    story.advance(minutes{5});
    // Once archived, the channel has no bot in it that Slack would tell more.
    const std::string next = story.channel_id(1);
    story.slack().archive_as_user(next, kBob);
    story.deliver_events();
    story.slack().unarchive_as_user(kBob, next);
    story.deliver_events();
    story.advance(minutes{5});
}

/// As a person could send it who had once seen such a form: as if it had been opened for, or had offered, that incident.
std::string forged_form(Story& story, const std::string& user, const std::string& verb, int number) {
    while (story.slack().form(user) != nullptr) story.close_form(user);
    INFO(story.type(user, kGeneral, verb));
    const auto* form = story.slack().form(user);
    REQUIRE(form != nullptr);
    const std::map<std::string, std::vector<std::string>> values{{"incident", {"3"}}, {"text", {"hello"}}};
    const auto request = story.slack().submit_view(user, form->id, values);
    REQUIRE(request);
    const auto changed = [&](const std::string& from, const std::string& to) {
        const std::string body = in_place(request->body, net::percent_encode(from), net::percent_encode(to));
        CHECK(body != request->body);
        return story.deliver(story.slack().signed_request("/slack/interactions", "application/x-www-form-urlencoded", body)).body;
    };
    const std::string name = std::to_string(number);
    std::string said = changed(R"("value":"3"},"type")", R"("value":")" + name + R"("},"type")") + changed(R"(v2\n0\n)", R"(v2\n)" + name + R"(\n)");
    story.settle();
    story.close_form(user);
    return said;
}

}  // namespace

TEST_CASE("no surface shows a private incident to somebody who is not one of its own, and each shows it to one who is") {
    // Nobody is paged a second time while the days go by.
    Story story([](handlers::Settings& settings) { settings.acknowledgement_lasts = hours{200}; }, [](Config& config) {
        config.api_tokens.push_back({"bob", kBobToken, UserId(kBob)});
        config.api_tokens.push_back({"carol", kCarolToken, UserId(kCarol)});
        config.oncall_file = config.database_path + ".oncall.yaml";
        std::ofstream(config.oncall_file) << kWeekFile;
    });
    story.slack().add_user_group({"S0SHOP", "shop-oncall", {kCarol}, false});
    Listener listener(story.database() + ".log");
    live_through(story);

    for (const auto& [surface, text] : walk(story, kCarol, kCarolToken)) {
        INFO(surface << ":\n" << text);
        CHECK_FALSE(holds_word(text));
    }
    // Each verb, about the private one and about none: the same words.
    const auto about = commands_about("INC-1");
    const auto about_none = commands_about("INC-77");
    for (std::size_t i = 0; i < about.size(); ++i) {
        if (!about[i].contains("INC-1")) continue;
        INFO(about[i]);
        CHECK(story.type(kCarol, kGeneral, about[i]) == in_place(story.type(kCarol, kGeneral, about_none[i]), "INC-77", "INC-1"));
    }
    for (const char* rest : {"", "/timeline", "/postmortem", "/postmortem?format=html", "/postmortem?format=json"}) {
        const auto hidden = story.api("GET", "/api/v1/incidents/1" + std::string(rest), {}, {}, kCarolToken);
        const auto missing = story.api("GET", "/api/v1/incidents/77" + std::string(rest), {}, {}, kCarolToken);
        CHECK(hidden.status == missing.status);
        CHECK(hidden.body == in_place(missing.body, "INC-77", "INC-1"));
    }
    CHECK(story.api("GET", "/api/v1/runs/1", {}, {}, kCarolToken).body == in_place(story.api("GET", "/api/v1/runs/77", {}, {}, kCarolToken).body, "77", "1"));
    CHECK_FALSE(holds_word(story.api("GET", "/api/v1/incidents?scope=all", {}, {}, kRobotToken).body));
    for (const auto& [action, name] : words::kButtonAction) {
        INFO(name);
        CHECK(forged_press(story, kCarol, action, 1) == forged_press(story, kCarol, action, 77));
    }
    for (const char* form : kFormsOfAMenu) {
        INFO(form);
        CHECK(forged_opening(story, kCarol, form, 1) == forged_opening(story, kCarol, form, 77));
    }
    for (const char* verb : {"note", "update"}) {
        const auto hidden = forged_form(story, kCarol, verb, 1);
        CHECK(hidden == in_place(forged_form(story, kCarol, verb, 77), "INC-77", "INC-1"));
        CHECK(hidden.contains("There is no INC-1."));
    }
    for (const int number : {1, 2})
        for (const auto& event : story.timeline(number)) CHECK(slack_user(event.actor) != UserId(kCarol));

    const auto own = walk(story, kBob, kBobToken);
    for (const char* surface : {"channels", "files", "answers", "commands", "api", "api commands", "home", "forms"}) {
        INFO(surface);
        CHECK(holds_word(own.contains(surface) ? own.at(surface) : std::string()));
    }
    CHECK(holds_word(walk(story, kAlice, std::string()).at("api")));

    trouble_its_channel(story);
    for (const auto& [surface, text] : walk(story, kCarol, kCarolToken)) {
        INFO(surface << ":\n" << text);
        CHECK_FALSE(holds_word(text));
    }
    for (const auto& event : story.timeline(1)) CHECK(slack_user(event.actor) != UserId(kCarol));
    CHECK_FALSE(holds_word(everywhere(story)));

    // Carol comes on call for the service of INC-2 and reads what is open of it.
    story.advance(hours{72});
    const auto handed = story.slack().messages(story.direct(kCarol));
    REQUIRE_FALSE(handed.empty());
    CHECK_FALSE(holds_word(readable(handed.back().text, handed.back().blocks)));
    const auto left = story.slack().messages(story.direct(kBob));
    CHECK(holds_word(readable(left.back().text, left.back().blocks)));
    Found later;
    channels_of(story, kCarol, later);
    CHECK_FALSE(holds_word(later["channels"]));
    CHECK_FALSE(holds_word(everywhere(story)));
    const auto logged = listener.stop();
    CHECK(logged.contains("runbooks_loaded"));
    CHECK_FALSE(holds_word(logged));
    story.all_was_expected();
}
