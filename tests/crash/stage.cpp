#include "tests/crash/stage.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "bot/base/time_format.hpp"
#include "bot/sandbox_config.hpp"

namespace tocsin::crash {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

constexpr Duration kAnswerLimit = std::chrono::seconds{10};
/// Nothing starts in less time. Slack takes one message a second into a channel, and the next life does not know of the last one.
constexpr Duration kDown = std::chrono::seconds{2};

/// What belongs to a database: the file, its log, and the key that signs heads.
constexpr std::array kParts{"", "-wal", ".key"};

}  // namespace

void die(const std::string& why) {
    fmt::print(stderr, "crash: {}\n", why);
    std::fflush(nullptr);
    // Also of a process that was split off: what stands on its stack is not its own.
    ::_exit(1);
}

std::string SteadyRandom::bytes(std::size_t count) {
    constexpr std::uint64_t kWaits = 10'000'000;
    if (count != sizeof kWaits) return salts_.bytes(count);
    std::string out(count, '\0');
    std::memcpy(out.data(), &kWaits, sizeof kWaits);
    return out;
}

Stage::Stage(std::string folder, Scene scene)
    : folder_(std::move(folder)), scene_(std::move(scene)), clock_(kStoryBegins), end_(kStoryBegins + scene_.length),
      io_(std::make_unique<asio::io_context>(1)), world_(std::make_unique<sandbox::World>(clock_)), machine_(clock_, world_->network) {
    world_->twilio.report_by_itself();
}

Stage::~Stage() { clock_.forget(); }

void Stage::start() {
    auto config = sandbox_config(database(), 8443);
    scene_.furnish(config, folder_);
    app_ = std::make_unique<App>(config, Outside{io_->get_executor(), clock_, world_->network, random_, &world_->mail, &machine_, {}, false});
    const auto started = app_->start([](const std::string& why) { die("the store failed: " + why); });
    if (!started) die("it does not start: " + started.error().message);
    router_ = app_->public_routes();
    pump();
}

void Stage::come_back(const std::string& folder) {
    // The stack below still stands in the old ones, so they are left behind and never destroyed.
    static_cast<void>(app_.release());
    static_cast<void>(io_.release());
    clock_.leave_behind();
    router_ = {};
    folder_ = folder;
    io_ = std::make_unique<asio::io_context>(1);
    clock_.step_until(now() + kDown);
    start();
    deliver_all();
}

void Stage::copy_disk(Death death, const std::string& folder) const {
    fs::create_directories(folder);
    for (const char* part : kParts) {
        const std::string from = database() + part, to = folder + "/tocsin.db" + part;
        if (!fs::exists(from)) continue;
        fs::copy_file(from, to);
        if (death == Death::before) TornDisk::cut_power(from, to);
    }
}

std::string Stage::when() const { return format_utc_second(now()).substr(11); }

void Stage::play() {
    if (!app_) start();
    while (next_act_ < scene_.acts.size()) {
        advance(kStoryBegins + scene_.acts[next_act_].at);
        scene_.acts[next_act_++].what(*this);
        deliver_all();
    }
    advance(end_);
}

void Stage::pump() {
    for (bool busy = true; busy;) {
        io_->restart();
        busy = io_->poll() > 0;
        while (clock_.step_until(now())) busy = true;
    }
}

void Stage::advance(Time until) {
    for (pump(); now() < until; pump()) {
        deliver_all();
        clock_.step_until(until);
    }
    deliver_all();
}

void Stage::post(net::Request request, std::function<void(const net::Response&)> answered) {
    in_flight_.push_back({std::move(request), std::move(answered)});
}

void Stage::type(const std::string& user, const std::string& channel, const std::string& text) {
    auto request = world_->slack.slash_command(user, channel, text);
    post(request, [this, request](const net::Response& answer) { world_->slack.take_answer(request, answer); });
}

void Stage::press(const std::string& user, const std::string& channel, const std::string& action) {
    const auto messages = world_->slack.messages(channel);
    for (auto i = messages.rbegin(); i != messages.rend(); ++i)
        if (const auto shown = world_->slack.buttons(channel, i->ts); std::ranges::find(shown, action) != shown.end()) return press(user, channel, i->ts, action);
    die(fmt::format("no message of {} shows {}", channel, action));
}

void Stage::press(const std::string& user, const std::string& channel, const std::string& ts, const std::string& action) {
    const auto request = world_->slack.press(user, channel, ts, action);
    if (!request) die(fmt::format("{} cannot press {}: {}", user, action, request.error().message));
    post(*request, [this, request = *request](const net::Response& answer) { world_->slack.take_answer(request, answer); });
}

std::string Stage::direct(const std::string& user) const {
    for (const auto& [id, channel] : world_->slack.state().channels)
        if (channel.is_im && channel.has_member(user)) return id;
    die(user + " was never written to");
}

/// What PagerDuty and Twilio have to say.
void Stage::collect() {
    for (auto& request : world_->pagerduty.take_deliveries()) post(std::move(request));
    for (auto& request : world_->twilio.take_reports()) post(std::move(request));
}

void Stage::deliver_all() {
    for (collect(); !in_flight_.empty(); collect()) {
        std::optional<net::Response> answer;
        deliver(in_flight_.front().request, answer);
        if (answer->status / 100 != 2) die(fmt::format("{} was answered {}", in_flight_.front().request.target, answer->status));
        if (in_flight_.front().answered) in_flight_.front().answered(*answer);
        in_flight_.pop_front();
    }
}

void Stage::deliver(const net::Request& sent, std::optional<net::Response>& answer) {
    net::Request request = sent;
    request.received_at = now();
    const auto match = router_.find(request.method, request.path());
    if (match.route == nullptr) die("there is no route for " + request.target);
    request.path_params = match.params;
    asio::co_spawn(*io_, match.route->endpoint(std::move(request)), [&](const std::exception_ptr& error, net::Response response) {
        if (error) std::rethrow_exception(error);
        answer = std::move(response);
    });
    const Time limit = now() + kAnswerLimit;
    for (pump(); !answer; pump()) {
        if (now() > limit) die(sent.target + " was not answered");
        clock_.step_until(now() + std::chrono::milliseconds{10});
    }
}

}  // namespace tocsin::crash
