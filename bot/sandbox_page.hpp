// The page `/sandbox`: a small Slack in the browser. Its script asks for what one person sees and says what that person does;
// here both become the simulated workspace's own words. Owned by SandboxServer; I/O thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>

#include "bot/net/router.hpp"
#include "bot/sandbox/world.hpp"
#include "handlers/settings.hpp"

namespace tocsin {

/// What `user` sees now: people, channels with their messages, what only they see, their form and their Home, as JSON
/// (documented in server.js). Stays the same text as long as nothing changed.
std::string page_state(const sandbox::World& world, const handlers::Settings& settings, const std::string& user);

/// What can be typed and chosen: the verbs and the vocabularies of their arguments, the shortcuts and the emoji that mean something, as JSON
/// (documented in completion.js).
std::string page_words(const handlers::Settings& settings);

class SandboxPage {
public:
    /// Posts a signed request to the program itself, as Slack would, and gives the answer.
    using Post = std::function<boost::asio::awaitable<net::Response>(net::Request)>;
    /// `settings`: the program's; must outlive the page.
    SandboxPage(sandbox::World& world, const handlers::Settings& settings, Post post) : world_(world), settings_(settings), post_(std::move(post)) {}

    void add_routes(net::Router& router);

private:
    using Answer = boost::asio::awaitable<net::Response>;

    Answer show(net::Request request);
    Answer look(net::Request request);
    Answer act(net::Request request);
    Answer file(net::Request request);
    /// What an interaction led to: empty if it went well, else why not.
    boost::asio::awaitable<std::string> interact(Result<net::Request> request);
    /// The same of what somebody says on a telephone.
    boost::asio::awaitable<std::string> phone(Result<net::Request> request);

    sandbox::World& world_;
    const handlers::Settings& settings_;
    Post post_;
};

}  // namespace tocsin
