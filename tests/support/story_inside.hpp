// What a Story is made of, apart from its header because App and World bring half of Boost along. Owned by a Story.
#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "bot/app.hpp"
#include "bot/sandbox/world.hpp"
#include "tests/support/scripted_commands.hpp"
#include "tests/support/story.hpp"
#include "tests/support/story_clock.hpp"

namespace tocsin::story {

/// A folder that goes when the story ends.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

struct Story::Inside {
    Inside();

    Folder folder;
    StoryClock clock;
    SeededRandom random{42};
    std::unique_ptr<boost::asio::io_context> io;
    std::unique_ptr<sandbox::World> world;
    Config config;
    ScriptedCommands commands;
    std::unique_ptr<App> app;
    net::Router router;
    net::Request last_request;
    std::set<std::string> seen;  ///< ts of messages and late ephemerals that the story expected
    std::map<std::string, std::size_t> expected;  ///< how many texts, calls and e-mails the story expected, by `sms +1…`
    int lives = 0;
};

}  // namespace tocsin::story
