#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <fstream>
#include <optional>

#include "bot/base/log.hpp"
#include "bot/sandbox/socket_mode.hpp"
#include "bot/sandbox_config.hpp"
#include "bot/store/unit_of_work.hpp"
#include "bot/store/verify.hpp"
#include "tests/support/story_inside.hpp"

namespace tocsin::story {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

/// Friday, 6 November 2026, 21:30 UTC; any day would do.
constexpr long long kBegin = 1'794'000'600;
constexpr Duration kStep = milliseconds{50};
constexpr Duration kSettleLimit = minutes{30};
constexpr Duration kAnswerLimit = seconds{10};

/// In memory where there is room: a story waits for each of its commits, and what survives a power cut is asked in tests/crash.
fs::path place_for_stories() {
    constexpr std::uintmax_t kRoom = 1ULL << 30;
    const fs::path memory = "/dev/shm";
    std::error_code none;
    const auto space = fs::space(memory, none);
    return !none && space.available >= kRoom && ::access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path();
}

}  // namespace

Folder::Folder() {
    static int made = 0;
    path_ = place_for_stories() / ("tocsin-story-" + std::to_string(::getpid()) + "-" + std::to_string(++made));
    fs::create_directories(path_);
}
Folder::~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

Story::Inside::Inside()
    : clock(time_from_unix_seconds(kBegin)), io(std::make_unique<asio::io_context>(1)), world(std::make_unique<sandbox::World>(clock)),
      config(sandbox_config(folder.file("story.db"), 8443)) {
    install_app(*world);
    config.api_tokens.push_back({"robot", kRobotToken, {}});
    // A story that loses webhooks asks for the check; to the others it would be noise.
    config.settings.pagerduty.check_every.reset();
}

Story::Story(Change change, Furnish furnish) : in_(std::make_unique<Inside>()) {
    log::set_level(log::Level::error);
    if (furnish) furnish(in_->config);
    if (change) change(in_->config.settings);
    open();
}

Story::Story(const char* oncall_file) : in_(std::make_unique<Inside>()) {
    log::set_level(log::Level::error);
    in_->config.oncall_file = in_->folder.file("oncall.yaml");
    std::ofstream(in_->config.oncall_file) << oncall_file;
    slack().add_user_group({"S0SHOP", "shop-oncall", {kCarol}, false});
    open();
}

void Story::edit_oncall(const std::string& yaml) {
    std::ofstream(in_->config.oncall_file) << yaml;
    in_->app->reload_oncall();
    settle();
}

void Story::shelve(const std::string& name, const std::string& yaml) {
    auto& runbooks = in_->config.runbooks;
    const std::string folder = in_->folder.file("runbooks");
    fs::create_directories(folder);
    std::ofstream(folder + "/" + name + ".yaml") << yaml;
    if (runbooks.dirs.empty()) {
        runbooks.dirs = {folder};
        runbooks.commands.commands = {{"kubectl", "/usr/bin/kubectl"}, {"aws", "/usr/bin/aws"}};
        restart();
        return;
    }
    in_->app->reload_runbooks();
    settle();
}

ScriptedCommands& Story::commands() { return in_->commands; }
Time Story::now() const { return in_->clock.now(); }
const net::Request& Story::last_request() const { return in_->last_request; }
sandbox::SlackWorkspace& Story::slack() { return in_->world->slack; }
sandbox::PagerDutyAccount& Story::pagerduty() { return in_->world->pagerduty; }
sandbox::SimulatedNetwork& Story::network() { return in_->world->network; }
sandbox::TwilioAccount& Story::twilio() { return in_->world->twilio; }
sandbox::MailSink& Story::mail() { return in_->world->mail; }
std::string Story::database() const { return in_->config.database_path; }

void Story::open() {
    // What the last life had read is not known to the next one.
    if (!in_->config.oncall_file.empty()) in_->config.settings.oncall = std::make_shared<oncall::Book>();
    in_->config.settings.runbooks = std::make_shared<runbooks::Library>();
    in_->app = std::make_unique<App>(in_->config, Outside{in_->io->get_executor(), in_->clock, in_->world->network, in_->random, &in_->world->mail, &in_->commands, {}, false, &in_->world->sockets});
    const auto started = in_->app->start([](const std::string& why) { FAIL("the store failed: " << why); });
    if (!started) FAIL(started.error().message);
    in_->router = in_->app->public_routes();
    pump();
}

Story::~Story() {
    if (std::uncaught_exceptions() > 0) {
        in_->clock.forget();
        return;
    }
    for (const auto& v : slack().violations()) FAIL_CHECK("Slack objects: " << v.method << ": " << v.what);
    for (const auto& v : slack().sockets()->violations()) FAIL_CHECK("Slack objects: " << v.method << ": " << v.what);
    for (const auto& v : pagerduty().violations()) FAIL_CHECK("PagerDuty objects: " << v.method << ": " << v.what);
    for (const auto& v : twilio().violations()) FAIL_CHECK("Twilio objects: " << v.method << ": " << v.what);
    for (const auto& v : mail().violations()) FAIL_CHECK("the mail server objects: " << v.method << ": " << v.what);
    check_messages();
    check_phones();
    const auto report = store::verify(database());
    CHECK(report.has_value());
    if (report)
        for (const auto& problem : report->problems) FAIL_CHECK("the record is not whole: " << problem);
    in_->clock.forget();
}

void Story::end(Duration down) {
    in_->router = {};
    in_->app.reset();
    in_->clock.forget();
    in_->clock.step_until(now() + down);
}

void Story::restart(Duration down) {
    bool stopped = false;
    asio::co_spawn(*in_->io, in_->app->stop(minutes{1}), [&](const std::exception_ptr& error) {
        if (error) std::rethrow_exception(error);
        stopped = true;
    });
    while (!stopped) {
        pump();
        in_->clock.step_until(now() + kStep);
    }
    end(down);
    open();
    settle();
}

void Story::restart_with(const Change& change) {
    change(in_->config.settings);
    restart();
}

void Story::crash(Duration down) {
    const std::string before = database();
    in_->config.database_path = in_->folder.file("after-crash-" + std::to_string(++in_->lives) + ".db");
    for (const char* part : {"", "-wal", ".key"})
        if (fs::exists(before + part)) fs::copy_file(before + part, database() + part);
    in_->clock.forget();
    end(down);
    in_->io = std::make_unique<asio::io_context>(1);
    open();
    settle();
}

void Story::pump() {
    for (bool busy = true; busy;) {
        in_->io->restart();
        busy = in_->io->poll() > 0;
        while (in_->clock.step_until(now())) busy = true;
    }
}

bool Story::rest_is_far(Duration horizon) {
    // A command of a runbook ends when the story lets it.
    const auto is_command = [](const OutboxRow& row) { return std::holds_alternative<delivery::RunStepAttempt>(row.what); };
    std::vector<OutboxRow> heads;
    read([&](const store::Snapshot& view) { heads = view.tables().outbox.due_heads(now() + horizon, 256, {}); });
    return std::ranges::all_of(heads, is_command) && heads.size() <= in_->commands.under_way();
}

std::string Story::due_within(Duration horizon) {
    std::string out = in_->app->idle() ? "" : "something under way, ";
    read([&](const store::Snapshot& view) {
        for (const auto& row : view.tables().outbox.due_heads(now() + horizon, 256, {})) out += row.lane + " attempt " + std::to_string(row.attempts) + ", ";
    });
    return out;
}

void Story::settle(Duration horizon) {
    const Time limit = now() + kSettleLimit;
    for (pump(); !(in_->app->settled() && rest_is_far(horizon)); pump()) {
        if (now() > limit) FAIL("it never settles; due: " + due_within(horizon));
        in_->clock.step_until(now() + kStep);
    }
}

void Story::advance(Duration span) {
    const Time until = now() + span;
    for (pump(); now() < until; pump()) in_->clock.step_until(until);
    settle();
}

void Story::set_clock(Duration by) {
    in_->clock.set(now() + by);
    settle();
}

void Story::advance_a_little() {
    const Time until = now() + milliseconds{100};
    for (pump(); now() < until; pump()) in_->clock.step_until(until);
}

net::Response Story::deliver_over_socket(const net::Request& request) {
    auto& sockets = *slack().sockets();
    const auto sent = sockets.deliver(request);
    const Time limit = now() + kAnswerLimit;
    for (pump(); !sockets.envelope(sent).answer; pump()) {
        if (now() > limit) return net::text_response(504, "not acknowledged");
        in_->clock.step_until(now() + milliseconds{10});
    }
    const auto& answer = *sockets.envelope(sent).answer;
    return answer.empty() ? net::text_response(200, "") : net::json_response(200, answer);
}

net::Response Story::deliver(net::Request request) {
    const bool is_slack = request.headers.count("X-Slack-Signature") > 0;
    if (is_slack && in_->config.slack.signing_secrets.empty()) return deliver_over_socket(request);
    request.received_at = now();
    const auto match = in_->router.find(request.method, request.path());
    if (match.route == nullptr) return net::text_response(match.allow.empty() ? 404 : 405, "");
    request.path_params = match.params;
    std::optional<net::Response> answer;
    asio::co_spawn(*in_->io, match.route->endpoint(std::move(request)), [&](const std::exception_ptr& error, net::Response response) {
        if (error) std::rethrow_exception(error);
        answer = std::move(response);
    });
    const Time limit = now() + kAnswerLimit;
    for (pump(); !answer.has_value(); pump()) {
        if (now() > limit) throw std::runtime_error("the request was not answered");
        in_->clock.step_until(now() + milliseconds{10});
    }
    return *answer;
}

std::string Story::type_at_once(const std::string& user, const std::string& channel, const std::string& text) {
    in_->last_request = slack().slash_command(user, channel, text);
    const auto before = slack().ephemerals(user).size();
    const auto response = deliver(in_->last_request);
    slack().take_answer(in_->last_request, response);
    const auto answers = slack().ephemerals(user);
    if (answers.size() > before) return readable(answers.back().text, answers.back().blocks);
    const auto messages = slack().messages(channel);
    return messages.empty() ? std::string() : readable(messages.back().text, messages.back().blocks);
}

std::string Story::type(const std::string& user, const std::string& channel, const std::string& text) {
    std::string answer = type_at_once(user, channel, text);
    settle();
    return answer;
}

std::string Story::press(const std::string& user, const std::string& channel, const std::string& ts, const std::string& action_id) {
    const auto request = slack().press(user, channel, ts, action_id);
    if (!request) FAIL("cannot press " << action_id << ": " << request.error().message);
    in_->last_request = *request;
    slack().take_answer(in_->last_request, deliver(in_->last_request));
    settle();
    const auto told = untold(user);
    return told.empty() ? std::string() : readable(told.back().text, told.back().blocks);
}

std::string Story::press_card(const std::string& user, int number, const std::string& action_id) {
    const auto shown = card(number);
    return press(user, shown.channel, shown.ts, action_id);
}

void Story::press_more(const std::string& user, int number, const std::string& form) {
    press_card(user, number, "tocsin.open_form.more");
    submit(user, {{"what", {form}}});
    CHECK(form_text(user).find("What would you like to do?") == std::string::npos);
}

std::string Story::press_answer(const std::string& user, const std::string& action_id) {
    const auto answer = slack().ephemerals(user).back();
    return press(user, answer.channel, answer.ts, action_id);
}

std::string Story::declare(const std::string& user, const std::string& words) {
    type(user, kGeneral, "declare " + words);
    int newest = 0;
    read([&](const store::Snapshot& view) { newest = static_cast<int>(view.tables().incidents.last_number().value); });
    has_card_and_announcement(newest);
    says(channel_id(newest), {"joined"});
    return channel_id(newest);
}

std::vector<net::Request> Story::deliver_pagerduty() {
    const auto requests = pagerduty().take_deliveries();
    for (const auto& request : requests) CHECK(deliver(request).status / 100 == 2);
    settle();
    return requests;
}

std::vector<net::Request> Story::deliver_slack_events() {
    const auto requests = slack().take_events();
    for (const auto& request : requests) CHECK(deliver(request).status / 100 == 2);
    settle();
    return requests;
}

ApiAnswer Story::api(const std::string& method, const std::string& target, const std::string& json, const std::string& idempotency_key,
                     const std::string& token) {
    net::Request request;
    request.method = method;
    request.target = target;
    request.headers.add("Authorization", "Bearer " + (token.empty() ? std::string(kSandboxToken) : token));
    request.headers.add("Content-Type", "application/json");
    if (!idempotency_key.empty()) request.headers.add("Idempotency-Key", idempotency_key);
    request.body = json;
    const auto response = deliver(std::move(request));
    settle();
    return {response.status, response.body};
}

ApiAnswer Story::command(const std::string& json, const std::string& idempotency_key) {
    return api("POST", "/api/v1/commands", json, idempotency_key);
}

}  // namespace tocsin::story
