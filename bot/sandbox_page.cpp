#include "bot/sandbox_page.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/crypto.hpp"
#include "bot/base/embedded.hpp"
#include "bot/sandbox/contains.hpp"
#include "bot/sandbox_page_outside.hpp"

namespace tocsin {
namespace {

using nlohmann::json;
using sandbox::SlackWorkspace;
using sandbox::World;

/// Nothing on the page comes from anywhere else, and no other page may frame it or be called by it.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

std::string_view type_of(std::string_view name) {
    if (name.ends_with(".html")) return "text/html; charset=utf-8";
    if (name.ends_with(".css")) return "text/css; charset=utf-8";
    return "text/javascript; charset=utf-8";
}

net::Response asset(std::string_view name) {
    for (const auto& file : embedded::sandbox_assets())
        if (file.name == name)
            return {200, {{"Content-Type", std::string(type_of(name))}, {"Content-Security-Policy", kPolicy}, {"Cache-Control", "no-cache"}}, std::string(file.bytes)};
    return net::text_response(404, "There is no such file.\n");
}

/// One thing that a person does, as the script says it: texts by name, and the fields of a form.
struct Deed {
    json said;
    std::string user;

    std::string operator[](const char* name) const {
        const auto found = said.find(name);
        return found != said.end() && found->is_string() ? found->get<std::string>() : std::string();
    }
    std::map<std::string, std::vector<std::string>> values() const {
        std::map<std::string, std::vector<std::string>> out;
        const json fields = said.value("values", json::object());
        for (const auto& [name, values] : fields.items())
            for (const auto& value : values)
                if (value.is_string()) out[name].push_back(value.get<std::string>());
        // A field that was emptied is a field that was touched.
        for (const auto& [name, values] : fields.items()) out.try_emplace(name);
        return out;
    }
};

net::Response done(const std::string& why_not) {
    if (why_not.empty()) return net::json_response(200, R"({"ok":true})");
    return net::json_response(200, json{{"ok", false}, {"error", why_not}}.dump(-1, ' ', false, json::error_handler_t::replace));
}

/// What needs no answer of the program: Slack tells it by an event.
struct Plain {
    std::string_view name;
    bool (*run)(SlackWorkspace& slack, const Deed& deed);
};
constexpr Plain kPlain[] = {
    {"say", [](SlackWorkspace& slack, const Deed& d) { return !slack.reply(d.user, d["channel"], d["thread"], d["text"]).empty(); }},
    {"edit", [](SlackWorkspace& slack, const Deed& d) { return slack.edit(d.user, d["channel"], d["ts"], d["text"]); }},
    {"erase", [](SlackWorkspace& slack, const Deed& d) { return slack.erase(d["channel"], d["ts"]); }},
    {"react", [](SlackWorkspace& slack, const Deed& d) { return slack.react(d.user, d["channel"], d["ts"], d["name"]) || slack.unreact(d.user, d["channel"], d["ts"], d["name"]); }},
    {"pin", [](SlackWorkspace& slack, const Deed& d) { return slack.pin(d.user, d["channel"], d["ts"]) || slack.unpin(d.user, d["channel"], d["ts"]); }},
    {"join", [](SlackWorkspace& slack, const Deed& d) { slack.join_channel(d.user, d["channel"]); return true; }},
    {"home", [](SlackWorkspace& slack, const Deed& d) { slack.open_home(d.user); return true; }},
};

/// What the program answers at once.
struct Interaction {
    std::string_view name;
    Result<net::Request> (*request)(SlackWorkspace& slack, const Deed& deed);
};
constexpr Interaction kInteractions[] = {
    {"command", [](SlackWorkspace& slack, const Deed& d) -> Result<net::Request> { return slack.slash_command(d.user, d["channel"], d["text"]); }},
    {"press", [](SlackWorkspace& slack, const Deed& d) { return slack.press(d.user, d["channel"], d["ts"], d["action"], d["value"]); }},
    {"press_in_view", [](SlackWorkspace& slack, const Deed& d) { return slack.press_in_view(d.user, d["view"], d["action"], d["value"], d.values()); }},
    {"submit", [](SlackWorkspace& slack, const Deed& d) { return slack.submit_view(d.user, d["view"], d.values()); }},
    {"shortcut", [](SlackWorkspace& slack, const Deed& d) -> Result<net::Request> { return slack.shortcut(d.user, d["callback"]); }},
    {"message_shortcut", [](SlackWorkspace& slack, const Deed& d) { return slack.message_shortcut(d.user, d["channel"], d["ts"], d["callback"]); }},
};

/// The file `id` if `user` sees a message with it; null if not.
const sandbox::SlackFile* file_seen(const sandbox::SlackState& state, const std::string& user, const std::string& id) {
    const auto found = state.files.find(id);
    if (found == state.files.end()) return nullptr;
    for (const auto& [channel_id, channel] : state.channels)
        if (channel.has_member(user) && std::ranges::any_of(channel.messages, [&](const auto& message) { return !message.deleted && sandbox::contains(message.files, id); }))
            return &found->second;
    return nullptr;
}

}  // namespace

void SandboxPage::add_routes(net::Router& router) {
    const auto show_page = [this](net::Request request) { return show(std::move(request)); };
    for (const char* path : {"/sandbox", "/sandbox/words"}) router.add({{"GET"}, path, net::kSmallBody, show_page});
    for (const auto& file : embedded::sandbox_assets()) router.add({{"GET"}, "/sandbox/" + std::string(file.name), net::kSmallBody, show_page});
    router.add({{"GET"}, "/sandbox/state", net::kSmallBody, [this](net::Request request) { return look(std::move(request)); }});
    router.add({{"GET"}, "/sandbox/file", net::kSmallBody, [this](net::Request request) { return file(std::move(request)); }});
    router.add({{"POST"}, "/sandbox/do", net::kSmallBody, [this](net::Request request) { return act(std::move(request)); }});
}

boost::asio::awaitable<net::Response> SandboxPage::show(net::Request request) {
    if (request.path() == "/sandbox/words") co_return net::json_response(200, page_words(settings_));
    co_return asset(request.path() == "/sandbox" ? "index.html" : request.path().substr(std::string_view("/sandbox/").size()));
}

boost::asio::awaitable<net::Response> SandboxPage::look(net::Request request) {
    const std::string user = request.query("user");
    if (!world_.slack.state().users.contains(user)) co_return net::text_response(404, "There is nobody of that name in the sandbox.\n");
    std::string body = page_state(world_, settings_, user);
    const std::string tag = "\"" + crypto::to_hex(crypto::sha256(body)).substr(0, 24) + "\"";
    if (request.headers.get("If-None-Match") == tag) co_return net::Response{304, {{"ETag", tag}}, {}};
    auto response = net::json_response(200, std::move(body));
    response.headers.add("ETag", tag);
    response.headers.add("Cache-Control", "no-cache");
    co_return response;
}

boost::asio::awaitable<net::Response> SandboxPage::file(net::Request request) {
    const auto* found = file_seen(world_.slack.state(), request.query("user"), request.query("file"));
    if (found == nullptr) co_return net::text_response(404, "There is no such file where you are a member.\n");
    // Text, whatever it says that it is: a file from outside never becomes a page.
    auto response = net::text_response(200, found->bytes);
    response.headers.add("Content-Security-Policy", "sandbox; default-src 'none'");
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.headers.add("Cache-Control", "no-store");
    const std::string how = request.query("save").empty() ? "inline" : "attachment";
    response.headers.add("Content-Disposition", how + "; filename*=UTF-8''" + net::percent_encode(found->name));
    co_return response;
}

boost::asio::awaitable<std::string> SandboxPage::interact(Result<net::Request> request) {
    if (!request) co_return request.error().message;
    const auto response = co_await post_(*request);
    world_.slack.take_answer(*request, response);
    co_return response.status == 200 ? std::string() : "The program answered with HTTP " + std::to_string(response.status) + ".";
}

boost::asio::awaitable<std::string> SandboxPage::phone(Result<net::Request> request) {
    if (!request) co_return request.error().message;
    const auto response = co_await post_(*request);
    world_.twilio.take_answer(*request, response);
    co_return response.status == 200 ? std::string() : "The program answered with HTTP " + std::to_string(response.status) + ".";
}

boost::asio::awaitable<net::Response> SandboxPage::act(net::Request request) {
    // A page of somewhere else cannot send JSON here without asking first, and is not answered when it asks.
    if (!request.headers.get("Content-Type").starts_with("application/json")) co_return net::text_response(400, "Say it as JSON.\n");
    const Deed deed{json::parse(request.body, nullptr, false), request.query("user")};
    if (!deed.said.is_object() || !world_.slack.state().users.contains(deed.user)) co_return net::text_response(400, "Who does what?\n");
    const std::string what = deed["do"];
    auto& slack = world_.slack;
    for (const auto& plain : kPlain)
        if (plain.name == what) co_return done(plain.run(slack, deed) ? "" : "That cannot be done here.");
    for (const auto& interaction : kInteractions)
        if (interaction.name == what) co_return done(co_await interact(interaction.request(slack, deed)));
    if (what == "close") {
        auto closed = slack.close_view(deed.user, deed["view"], deed.values());
        if (!closed) co_return done(closed.error().message);
        co_return done(*closed ? co_await interact(std::move(**closed)) : "");
    }
    if (what == "suggest") {
        const auto asked = slack.suggest(deed.user, deed["view"], deed["block"], deed["typed"]);
        if (!asked) co_return done(asked.error().message);
        auto answer = co_await post_(*asked);
        slack.take_answer(*asked, answer);
        co_return answer;
    }
    if (what == "text_back") co_return done(co_await phone(text_back(world_, deed["number"], deed["text"], settings_.public_url)));
    if (what == "press_digit") co_return done(co_await phone(press_digit(world_, deed["call"], deed["digit"])));
    if (what == "pagerduty") {
        const auto ok = do_in_pagerduty(world_, deed.user, deed["incident"], deed["how"]);
        co_return done(ok ? "" : ok.error().message);
    }
    co_return net::text_response(400, "Nobody can do that.\n");
}

}  // namespace tocsin
