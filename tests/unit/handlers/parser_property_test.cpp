// Whatever is typed: the parser never throws, loses no words, stays quick, and its canonical text means the same.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <ctime>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/core/event.hpp"
#include "handlers/grammar.hpp"
#include "handlers/parser.hpp"
#include "handlers/parser_words.hpp"

using namespace tocsin;
using namespace tocsin::handlers;

namespace {

const ParseContext kPropertyContext{*parse_iso8601("2026-11-23T15:00:00Z"), "Europe/Berlin", "INC", "/incident"};

const std::vector<std::string> kPieces{
    "note",  "declare",  "update", "task",  "sev2",   "2",     "status",  "mitigated", "--at",   "--service", "--next", "—",  "--",
    "-",     "\"",       "“",      "”",     "INC-42", "inc7",  "@U012A1", "@alice",    "me",     "due",       "friday", "14:05",
    "10m",   "ago",      "in 2h",  "\n",    "\\\"",   "\\",    "🔥",      "שלום",      "\u00A0", "\u200F",    "help",   "list",
    "done",  "https://x.example", "into",   "merge",  "set",   "title",   "clear",     "page",   "role",      "comms",  "--share",
    "lead",  "--due=now", "--owner", "a",   "don't",  "redact", "link",   "resolve",   "#3",     "postmortem", "owner", "5\"", ".",
    "run",   "runs",     "runbook", "7",    "#7",    "approve", "deny",  "skip", "mark-done", "break-glass", "abort", "continue",  "resume", "undo",
    "a=b",   "name=\"two words\"", "=x", "--dry-run", "drain[0]", "OK", "show", "search", "disk full"};

rc::Gen<std::string> piece() {
    return rc::gen::apply([](const std::string& word, const std::string& gap) { return word + gap; }, rc::gen::elementOf(kPieces),
                          rc::gen::element<std::string>(" ", " ", "  ", "", "\n"));
}

/// Words of the grammar in any order, which reach far deeper than random bytes.
rc::Gen<std::string> typed() {
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece()),
                        [](const std::vector<std::string>& parts) { return text::join(parts, ""); });
}

std::string verb_and(const std::string& rest) { return *rc::gen::elementOf(std::vector<std::string>{
    "note ", "declare ", "update ", "task ", "followup ", "set title ", "set summary ", "page ", "status identified ", "sev 2 ",
    "oncall ", "override shop @a from ", "override ", "swap ", "snooze ", "resolve ", "reopen ", "role comms ", "link https://x.example ", "postmortem ", "merge ", "merge --yes ", "escalate ", "assign @a ", "assign ", "timeline ", "list ", "INC-42 note ",
    "run ", "run roll-back ", "run roll-back --dry-run a=b ", "INC-42 run ", "runs ", "runs 7 ", "runs #7 approve ", "runs 7 deny ok ", "runs 7 skip ", "runs 7 abort ",
    "runs 7 mark-done Drain[0] ", "runs 7 break-glass ", "runs 7 resume ", "runbook ", "runbook show ", "runbook search ", ""}) + rest; }

/// Every character that is not white space, for comparing texts whose spacing may differ.
std::string ink(std::string_view s) {
    std::string out;
    for (const Word& word : split_words(s)) out += s.substr(word.begin, word.end - word.begin);
    return out;
}

void check_round_trip(const std::string& text) {
    const auto parsed = parse(text, kPropertyContext);
    if (!parsed) return;
    const std::string canonical = print(*parsed);
    const auto again = parse(canonical, kPropertyContext);
    if (!again) RC_FAIL("`" + canonical + "`: " + again.error().message);
    if (again->command != parsed->command || again->incident != parsed->incident || again->share != parsed->share || again->verb != parsed->verb)
        RC_FAIL("`" + canonical + "` means something else, prints as `" + print(*again) + "`");
    RC_ASSERT(again->when_echo == parsed->when_echo);
    RC_ASSERT(print(*again) == canonical);
}

}  // namespace

TEST_CASE("any bytes are answered, and a refusal repeats them") {
    CHECK(rc::check([](const std::string& text) {
        const auto parsed = parse(text, kPropertyContext);
        if (!parsed && text.size() < kEchoLimit) RC_ASSERT(parsed.error().hint.find(text) != std::string::npos);
    }));
    CHECK(rc::check([] {
        const std::string text = *typed();
        const auto parsed = parse(text, kPropertyContext);
        if (!parsed && text.size() < kEchoLimit) RC_ASSERT(parsed.error().hint.find(text) != std::string::npos);
    }));
}

TEST_CASE("print and parse are inverse to each other") {
    CHECK(rc::check([] { check_round_trip(*typed()); }));
    CHECK(rc::check([] { check_round_trip(verb_and(*typed())); }));
    CHECK(rc::check([](const std::string& text) { check_round_trip(verb_and(text::sanitize(text))); }));
    for (const VerbSpec& verb : verbs())
        for (std::string_view example : verb.examples) CHECK_NOTHROW(check_round_trip(std::string(example)));
}

TEST_CASE("free text without options is kept to the byte") {
    CHECK(rc::check([](const std::string& bytes) {
        const std::string text = "x " + text::sanitize(bytes) + " y";
        for (const char* verb : {"note ", "update ", "resolve ", "reopen ", "cancel ", "set summary ", "status identified "}) {
            const auto parsed = parse(verb + text, kPropertyContext);
            RC_PRE(parsed.has_value());
            const std::string canonical = print(*parsed);
            RC_ASSERT(canonical.find(text) != std::string::npos);
        }
    }));
}

TEST_CASE("no word of a note, a title or an update is lost, whatever stands between them") {
    CHECK(rc::check([] {
        const std::string text = *typed();
        const auto note = parse("note INC-1 " + text, kPropertyContext);
        RC_PRE(note.has_value());
        const auto* said = std::get_if<command::Note>(&note->command);
        RC_PRE(note->verb == "note");
        // Either all of it is there, or all but an option, which has become the time, or the `--` that ended the options.
        const std::string left = ink(said->text);
        const std::string all = ink(text);
        RC_ASSERT(all == left || said->at.has_value() || all == "--" + left);
        if (said->at) RC_ASSERT(all.size() > left.size());
    }));
}

TEST_CASE("no word of a reason or of a parameter's value is lost") {
    CHECK(rc::check([] {
        const std::string text = *typed();
        const auto aborted = parse("runs 7 abort " + text, kPropertyContext);
        RC_PRE(aborted.has_value());
        const auto* act = std::get_if<command::RunAct>(&aborted->command);
        RC_PRE(act != nullptr);
        RC_ASSERT(ink(text) == ink(act->note) || ink(text) == "--" + ink(act->note));
    }));
    CHECK(rc::check([](const std::string& bytes) {
        command::RunbookStart start;
        start.runbook = RunbookName("roll-back");
        const std::string value = text::sanitize(bytes);
        start.parameters = {{"where", value}, {"why", value + " " + value}};
        ParsedCommand said;
        said.command = start;
        said.verb = "run";
        const auto parsed = parse(print(said), kPropertyContext);
        RC_ASSERT(parsed.has_value());
        RC_ASSERT(std::get<command::RunbookStart>(parsed->command) == start);
    }));
}

TEST_CASE("hostile input is answered quickly") {
    const std::size_t size = 100'000;
    std::vector<std::string> texts{std::string(size, 'a'), std::string(size, '-'), std::string(size, '"'), std::string(size, ' ')};
    for (std::string_view unit : {"\" ", "\"a ", "“a ", "--x=\"a ", "“ ", "-- ", "--at ", "--at 14:05 ", "— ", "a ", "INC-1 ", "🔥", "\u200F", "\\\"", "--x=\" ", "@u due ", "due 1 "}) {
        std::string text;
        while (text.size() < size) text += unit;
        texts.push_back(text);
    }
    for (const std::string& text : texts)
        for (const char* verb : {"", "note ", "declare ", "task ", "list ", "set title ", "update --next ", "help ", "role ", "link ", "run ", "run x a=", "runs 7 ", "runs 7 skip ", "runbook search "}) {
            INFO(verb << text.substr(0, 12));
            const std::clock_t begin = std::clock();
            const auto parsed = parse(verb + text, kPropertyContext);
            if (parsed) CHECK(print(*parsed).empty() == std::holds_alternative<command::Menu>(parsed->command));
            else CHECK(parsed.error().hint.size() < 2 * kEchoLimit + 1000);
            // Processor time, since a busy machine is not the parser's fault; n² would take minutes.
            CHECK(std::clock() - begin < 2 * CLOCKS_PER_SEC);
        }
}
