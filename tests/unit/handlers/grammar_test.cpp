// The table of verbs: complete, consistent, and its own examples are understood.
#include "handlers/grammar.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "bot/base/text.hpp"
#include "handlers/parser.hpp"

using namespace tocsin;
using namespace tocsin::handlers;

TEST_CASE("the verbs are those of the contract") {
    std::vector<std::string> names;
    for (const VerbSpec& verb : verbs()) names.emplace_back(verb.name);
    std::ranges::sort(names);
    CHECK(names == std::vector<std::string>{
                       "ack",  "assign", "cancel", "close", "declare", "escalate", "followup",   "health", "help", "import", "join",    "lead",    "leave",
                       "link", "list",   "merge", "note",    "oncall", "override", "page",       "postmortem", "redact", "related", "reopen", "resolve",
                       "role", "run", "runbook", "runs", "set",    "sev",   "show",    "snooze", "status", "swap",     "task",   "timeline", "undo",    "update",  "version"});
}

TEST_CASE("no two verbs share a word and each can be found by all of its own, in any case") {
    std::set<std::string> seen;
    for (const VerbSpec& verb : verbs()) {
        std::vector<std::string_view> words{verb.name};
        words.insert(words.end(), verb.aliases.begin(), verb.aliases.end());
        for (std::string_view word : words) {
            INFO(word);
            CHECK(seen.insert(std::string(word)).second);
            CHECK(find_verb(word) == &verb);
            std::string upper(word);
            for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
            CHECK(find_verb(upper) == &verb);
        }
    }
    CHECK(find_verb("rota") == nullptr);
    CHECK(find_verb("") == nullptr);
}

TEST_CASE("every example in the table is understood as a command of its verb") {
    const ParseContext context{time_from_unix_seconds(1'790'000'000)};
    for (const VerbSpec& verb : verbs()) {
        CHECK_FALSE(verb.examples.empty());
        CHECK_FALSE(verb.summary.ends_with('.'));
        for (std::string_view example : verb.examples) {
            INFO(example);
            const auto parsed = parse(example, context);
            REQUIRE(parsed);
            CHECK(parsed->verb == verb.name);
            if (!is_read(parsed->command)) CHECK(verb.writes);
        }
    }
}

TEST_CASE("who may use a verb is what the contract says") {
    const auto needs = [](std::string_view name) { return find_verb(name)->needs; };
    CHECK(needs("help") == Needs::all);
    for (auto name : {"declare", "list", "show", "join", "leave", "note", "timeline", "page", "task", "followup", "health", "version"})
        CHECK(needs(name) == Needs::member);
    for (auto name : {"status", "sev", "lead", "role", "set", "link", "related", "merge", "resolve", "close", "reopen", "cancel", "postmortem", "escalate", "assign"})
        CHECK(needs(name) == Needs::responder);
    CHECK(needs("update") == Needs::lead_or_comms);
    CHECK(needs("ack") == Needs::on_call_or_responder);
    CHECK(needs("undo") == Needs::who_acted);
    CHECK(needs("redact") == Needs::admin);
}

TEST_CASE("a misspelt verb finds its neighbour, nonsense finds none") {
    CHECK(nearest_verb("reslove") == "resolve");
    CHECK(nearest_verb("delcare") == "declare");
    CHECK(nearest_verb("severty") == "sev");
    CHECK(nearest_verb("xyzzyplugh").empty());
    CHECK(nearest_verb(std::string(100'000, 'a')).empty());
}
