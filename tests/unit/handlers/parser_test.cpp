// From typed text to typed commands: every verb with every form of its arguments, and the ways telephones write them.
#include "handlers/parser.hpp"

#include <catch2/catch.hpp>

#include "bot/base/time_format.hpp"
#include "handlers/grammar.hpp"

using namespace tocsin;
using namespace tocsin::handlers;
using namespace tocsin::handlers::command;

namespace {

/// Monday 2026-11-23 15:00:00 UTC, 16:00 in Berlin.
const Time kNow = *parse_iso8601("2026-11-23T15:00:00Z");
const ParseContext kContext{kNow, "Europe/Berlin", "INC", "/incident"};

Time utc(std::string_view text) { return *parse_iso8601(text); }
PersonRef me() { return {PersonRef::Kind::me, {}}; }
PersonRef user(std::string id) { return {PersonRef::Kind::user, std::move(id)}; }
PersonRef named(std::string name) { return {PersonRef::Kind::name, std::move(name)}; }
Declare declare(std::optional<Severity> severity, std::string title, std::string service = {}, bool priv = false, bool drill = false) {
    return {severity, std::move(title), ServiceName(std::move(service)), priv, drill};
}
TaskAdd task(std::string text, std::optional<PersonRef> owner = {}, std::optional<Time> due = {}, bool followup = false) {
    return {std::move(text), std::move(owner), due, followup};
}
Postmortem pm(PostmortemAction action) {
    Postmortem out;
    out.action = action;
    return out;
}
Postmortem pm_owner(PersonRef who) {
    Postmortem out = pm(PostmortemAction::owner);
    out.owner = std::move(who);
    return out;
}
Postmortem pm_due(Time due) {
    Postmortem out = pm(PostmortemAction::due);
    out.due = due;
    return out;
}
Postmortem pm_review(ReviewState state) {
    Postmortem out = pm(PostmortemAction::review);
    out.review = state;
    return out;
}
Postmortem pm_link(std::string url) {
    Postmortem out = pm(PostmortemAction::link);
    out.url = std::move(url);
    return out;
}

struct Row {
    std::string_view typed;
    Command command;
    std::int64_t incident = 0;
    bool share = false;
};

void check(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        INFO(row.typed);
        const auto parsed = parse(row.typed, kContext);
        if (!parsed) FAIL(parsed.error().message);
        CHECK(parsed->command == row.command);
        CHECK(parsed->incident.value == row.incident);
        CHECK(parsed->share == row.share);
        CHECK(parsed->verb == verb_of(row.command));
        const std::string canonical = print(*parsed);
        INFO(canonical);
        const auto again = parse(canonical, kContext);
        CHECK((again && *again == *parsed));
    }
}

struct Mistake {
    std::string_view typed, message_has, hint_has;
};

}  // namespace

TEST_CASE("no verb, help, and what only looks") {
    check({{"", Menu{}},
           {"  \u00A0 ", Menu{}},
           {"help", Help{}},
           {"help sev", Help{"sev"}},
           {"help SEVERITY", Help{"sev"}},
           {"declare help", Help{"declare"}},
           {"note --help", Help{"note"}},
           {"note —help", Help{"note"}},
           {"INC-42", Show{}, 42},
           {"show", Show{}},
           {"info inc42", Show{}, 42},
           {"show INC-42 --share", Show{}, 42, true},
           {"status", Show{}},
           {"list", List{}},
           {"list all", List{ListScope::all, {}, {}}},
           {"list MINE --sev 1 --service checkout", List{ListScope::mine, Severity::sev1, ServiceName("checkout")}},
           {"list sev2 --share", List{ListScope::open, Severity::sev2, {}}, 0, true},
           {"list --service \"payment gateway\"", List{ListScope::open, {}, ServiceName("payment gateway")}},
           {"timeline", Timeline{}},
           {"timeline INC-7 --last 50 --kind note_added", Timeline{50, "note_added"}, 7},
           {"timeline 30 --kind note-added --share", Timeline{30, "note_added"}, 0, true},
           {"health", Health{}},
           {"version", Version{}}});
}

TEST_CASE("declare takes a severity, a title and options in any order") {
    check({{"declare", declare({}, "")},
           {"declare sev2 Checkout is failing", declare(Severity::sev2, "Checkout is failing")},
           {"new SEV-1 Everything is down", declare(Severity::sev1, "Everything is down")},
           {"open sev 3: login slow", declare(Severity::sev3, "login slow")},
           {"declare 2 pods are down", declare({}, "2 pods are down")},
           {"declare Checkout sev2", declare({}, "Checkout sev2")},
           {"declare Checkout --sev 2", declare(Severity::sev2, "Checkout")},
           {"declare \"sev2 was yesterday\"", declare({}, "sev2 was yesterday")},
           {"declare sev2 “Checkout is failing”", declare(Severity::sev2, "Checkout is failing")},
           {"declare sev2 Login --service auth is slow --drill", declare(Severity::sev2, "Login is slow", "auth", false, true)},
           {"declare —service=“payment gateway” –private it fails", declare({}, "it fails", "payment gateway", true)},
           {"declare INC-41 came back", declare({}, "INC-41 came back")},
           {"declare Deploy --force broke it", declare({}, "Deploy --force broke it")},
           {"declare two\n  lines", declare({}, "two lines")}});
}

TEST_CASE("status and severity") {
    check({{"status investigating", SetStatus{Status::investigating, "", false}},
           {"status Identified: bad deploy", SetStatus{Status::identified, "bad deploy", false}},
           {"status monitoring", SetStatus{Status::monitoring, "", false}},
           {"STATUS mitigated. rolled  back", SetStatus{Status::monitoring, "rolled  back", true}},
           {"status inc-9 resolved", SetStatus{Status::resolved, "", false}, 9},
           {"sev 1", SetSeverity{Severity::sev1, ""}},
           {"severity SEV-2 two regions", SetSeverity{Severity::sev2, "two regions"}},
           {"sev sev3", SetSeverity{Severity::sev3, ""}},
           {"sev INC-42 5 quiet", SetSeverity{Severity::sev5, "quiet"}, 42},
           {"sev2 it spreads", SetSeverity{Severity::sev2, "it spreads"}},
           {"SEV–2 INC-42 it spreads", SetSeverity{Severity::sev2, "it spreads"}, 42},
           {"resolve", Resolve{}},
           {"resolve.", Resolve{}},
           {"resolve rolled back", Resolve{"rolled back"}},
           {"close", Close{}},
           {"close INC-42 all done", Close{"all done"}, 42},
           {"reopen errors are back", Reopen{"errors are back"}},
           {"cancel false alarm", Cancel{"false alarm"}},
           {"undo", Undo{}}});
}

TEST_CASE("people, pages and lists of work") {
    check({{"lead me", AssignRole{Role::lead, me()}},
           {"lead @me", AssignRole{Role::lead, me()}},
           {"lead @U012ABC", AssignRole{Role::lead, user("U012ABC")}},
           {"lead alice@example.com", AssignRole{Role::lead, named("alice@example.com")}},
           {"lead clear", AssignRole{Role::lead, {}}},
           {"role comms @alice", AssignRole{Role::comms, named("alice")}},
           {"role Scribe me", AssignRole{Role::scribe, me()}},
           {"role comms clear", AssignRole{Role::comms, {}}},
           {"role lead \"@Alice Baker\"", AssignRole{Role::lead, named("Alice Baker")}},
           {"join", Join{}},
           {"join INC-3", Join{}, 3},
           {"leave", Leave{}},
           {"ack", Acknowledge{}},
           {"INC-42 ack!", Acknowledge{}, 42},
           {"page checkout", Page{"checkout", {}, "", false}},
           {"page checkout: database  full", Page{"checkout", {}, "database  full", false}},
           {"page \"Payment gateway\" help", Page{"Payment gateway", {}, "help", false}},
           {"page @U012ABC need you", Page{"", user("U012ABC"), "need you", false}},
           {"page --test @me", Page{"", me(), "", true}},
           {"page @me —test", Page{"", me(), "", true}},
           {"page shop --yes INC-1", Page{"shop", {}, "", false, true}, 1},
           {"page shop database is full --yes inc-1", Page{"shop", {}, "database is full", false, true}, 1},
           {"page @U012ABC INC-1 need you", Page{"", user("U012ABC"), "need you", false}, 1},
           {"page --test @me INC-1", Page{"", me(), "", true}, 1},
           {"page INC-2 shop as in INC-1", Page{"shop", {}, "as in INC-1", false}, 2},
           {"page shop since INC-1 came back", Page{"shop", {}, "since INC-1 came back", false}},
           {"page shop \"INC-1\"", Page{"shop", {}, "\"INC-1\"", false}},
           {"page -- shop like INC-1", Page{"shop", {}, "like INC-1", false}},
           {"assign @U012ABC INC-1", Assign{user("U012ABC"), ""}, 1},
           {"task", TaskList{}},
           {"tasks", TaskList{}},
           {"task list --overdue", TaskList{false, true}},
           {"task done 2", TaskDone{ItemNumber(2), false}},
           {"task done #2", TaskDone{ItemNumber(2), false}},
           {"task done with the migration yet?", task("done with the migration yet?")},
           {"task check replicas", task("check replicas")},
           {"task check replicas @U012ABC", task("check replicas", user("U012ABC"))},
           {"task @alice: check replicas", task("check replicas", named("alice"))},
           {"task ask @bob about logs", task("ask @bob about logs")},
           {"task check due in 2h", task("check", {}, kNow + std::chrono::hours{2})},
           {"task check @alice due 15:30", task("check", named("alice"), utc("2026-11-24T14:30:00Z"))},
           {"task check due tomorrow 9:00 @alice", task("check", named("alice"), utc("2026-11-24T08:00:00Z"))},
           {"task pay the due bill", task("pay the due bill")},
           {"task find out what is due", task("find out what is due")},
           {"task -- list @alice due friday", task("list @alice due friday")},
           {"task check --owner \"Alice B\" --due friday", task("check", named("Alice B"), utc("2026-11-27T22:59:00Z"))},
           {"followup alert on queues due 2026-12-01", task("alert on queues", {}, utc("2026-12-01T22:59:00Z"), true)},
           {"followup done 3", TaskDone{ItemNumber(3), true}},
           {"followup list", TaskList{true, false}}});
}

TEST_CASE("what is recorded keeps its words as they were typed") {
    check({{"note rolled back to 1.41", Note{"rolled back to 1.41", {}}},
           {"note INC-42 done", Note{"done", {}}, 42},
           {"INC-42 note INC-41 is the cause", Note{"INC-41 is the cause", {}}, 42},
           {"note see INC-41", Note{"see INC-41", {}}},
           {"note -- INC-41 is the cause", Note{"INC-41 is the cause", {}}},
           {"note  a  \"b  c\"\n\n  d’s “e” ", Note{"a  \"b  c\"\n\n  d’s “e”", {}}},
           {"note 5\" disk is \"full", Note{"5\" disk is \"full", {}}},
           {"note \"all quoted\"", Note{"\"all quoted\"", {}}},
           {"note first alert --at 14:05", Note{"first alert", utc("2026-11-23T13:05:00Z")}},
           {"note —at 14:05 first alert", Note{"first alert", utc("2026-11-23T13:05:00Z")}},
           {"note first --at yesterday 14:05 alert", Note{"first alert", utc("2026-11-22T13:05:00Z")}},
           {"note errors --at 10m ago were gone", Note{"errors were gone", kNow - std::chrono::minutes{10}}},
           {"note errors --at=\"10m ago\" gone", Note{"errors gone", kNow - std::chrono::minutes{10}}},
           {"note errors --at 1h 30m ago gone", Note{"errors gone", kNow - std::chrono::minutes{90}}},
           {"note errors --at 14:05\ngone", Note{"errors\ngone", utc("2026-11-23T13:05:00Z")}},
           {"note errors\n--at 14:05 gone", Note{"errors\ngone", utc("2026-11-23T13:05:00Z")}},
           {"note the \"--at 14:05 flag\" is odd", Note{"the \"--at 14:05 flag\" is odd", {}}},
           {"note kubectl --context eu drained", Note{"kubectl --context eu drained", {}}},
           {"note a -- b — c --share", Note{"a -- b — c --share", {}}},
           {"update We roll back. --next 30m", PublishUpdate{"We roll back.", kNow + std::chrono::minutes{30}}},
           {"update Fixed", PublishUpdate{"Fixed", {}}},
           {"update --next 16:30 We roll back", PublishUpdate{"We roll back", utc("2026-11-23T15:30:00Z")}}});
}

TEST_CASE("key times, texts, links and the post-mortem") {
    check({{"set started 13:40", SetTime{KeyTime::started, utc("2026-11-23T12:40:00Z")}},
           {"set detected 10m ago", SetTime{KeyTime::detected, kNow - std::chrono::minutes{10}}},
           {"set acknowledged now", SetTime{KeyTime::acknowledged, kNow}},
           {"set Mitigated 2026-11-23T14:00:00Z", SetTime{KeyTime::mitigated, utc("2026-11-23T14:00:00Z")}},
           {"set resolved clear", SetTime{KeyTime::resolved, {}}},
           {"set title \"Checkout fails in EU\"", SetTitle{"Checkout fails in EU"}},
           {"set INC-5 title Checkout  fails", SetTitle{"Checkout fails"}, 5},
           {"set summary A bad\ndeploy.", SetSummary{"A bad\ndeploy."}},
           {"set service checkout", SetService{ServiceName("checkout")}},
           {"link https://grafana.example.com/d/1 error  rate", LinkAdd{"https://grafana.example.com/d/1", "error rate"}},
           {"link https://example.com", LinkAdd{"https://example.com", ""}},
           {"related INC-41", Related{IncidentNumber(41)}},
           {"INC-40 related inc41", Related{IncidentNumber(41)}, 40},
           {"related INC-40 INC-41", Related{IncidentNumber(41)}, 40},
           {"merge INC-41 into INC-40", Merge{IncidentNumber(41), IncidentNumber(40)}},
           {"merge 41 into 40", Merge{IncidentNumber(41), IncidentNumber(40)}},
           {"merge INC-41", Merge{IncidentNumber(41), {}}},
           {"merge into INC-40", Merge{{}, IncidentNumber(40)}},
           {"merge --yes INC-41 into INC-40", Merge{IncidentNumber(41), IncidentNumber(40), true}},
           {"merge into 40 --yes", Merge{{}, IncidentNumber(40), true}},
           {"escalate", Escalate{}},
           {"Escalate INC-5 nobody answers", Escalate{"nobody answers"}, 5},
           {"assign @alice", Assign{named("alice"), ""}},
           {"assign INC-5 me I know  it", Assign{PersonRef{PersonRef::Kind::me, {}}, "I know  it"}, 5},
           {"postmortem", Postmortem{}},
           {"postmortem INC-42 draft --share", pm(PostmortemAction::draft), 42, true},
           {"postmortem Export", pm(PostmortemAction::export_)},
           {"postmortem link https://docs.example.com/1", pm_link("https://docs.example.com/1")},
           {"postmortem owner @alice", pm_owner(named("alice"))},
           {"postmortem due friday", pm_due(utc("2026-11-27T22:59:00Z"))},
           {"postmortem review in review", pm_review(ReviewState::in_review)},
           {"postmortem review reviewed", pm_review(ReviewState::reviewed)},
           {"redact 17 a password", Redact{EventSeq(17), "a password"}},
           {"redact INC-42 #17 a password", Redact{EventSeq(17), "a password"}, 42}});
}

TEST_CASE("what telephones and haste add is understood") {
    check({{"/incident note hello", Note{"hello", {}}},
           {"/incident /INCIDENT note /incident hello", Note{"/incident hello", {}}},
           {"incident note hello", Note{"hello", {}}},
           {"  NOTE   hello  ", Note{"hello", {}}},
           {"\u200BNote: hello", Note{"hello", {}}},
           {"\u200Fnote\u00A0hello\u00A0you", Note{"hello\u00A0you", {}}},
           {"Inc–42: note hello", Note{"hello", {}}, 42},
           {"note 🔥 הכול נפל 🔥", Note{"🔥 הכול נפל 🔥", {}}}});
}

TEST_CASE("how a time was understood is told with its date and zone") {
    CHECK(parse("note x --at 14:05", kContext)->when_echo == "2026-11-23 14:05 CET");
    CHECK(parse("note x --at 14:05 utc", kContext)->when_echo == "2026-11-23 15:05 CET");
    CHECK(parse("note x", kContext)->when_echo.empty());
}

TEST_CASE("another key and another command name") {
    const ParseContext context{kNow, "UTC", "OPS", "/ops"};
    CHECK(parse("/ops ops-7 note x", context)->incident == IncidentNumber(7));
    CHECK(parse("note INC-7 x", context)->command == Command(Note{"INC-7 x", {}}));
    CHECK(parse("nope", context).error().hint.find("/ops help") != std::string::npos);
}

TEST_CASE("a mistake says what was wrong, what is accepted, and gives the text back") {
    const std::vector<Mistake> mistakes{
        {"reslove all good", "There is no verb `reslove`. Did you mean `resolve`?", "Perhaps: /incident resolve all good"},
        {"mitigated rolled back", "Did you mean `status mitigated`?", "/incident status mitigated rolled back"},
        {"rota", "There is no verb `rota`", "/incident help"},
        {"help reslove", "Did you mean `resolve`?", "help [verb]"},
        {"declare sev7 x", "no SEV7", "declare [sev1..sev5]"},
        {"declare x --service", "`--service` needs SERVICE", "--service SERVICE"},
        {"declare x --drill --drill", "`--drill` is there twice", "declare"},
        {"declare x --drill=yes", "`--drill` takes no value", "declare"},
        {"list everything", "does not know what to do with `everything`", "[open|all|mine]"},
        {"list --srvice x", "no option `--srvice`. Did you mean `--service`?", "list"},
        {"list --sev 9", "from 1 to 5", "list"},
        {"INC-4 list", "not about one incident", "list"},
        {"timeline --last 0", "from 1 to 500", "timeline"},
        {"timeline --kind note", "note_added", "timeline"},
        {"status identifed", "Did you mean `identified`?", "status"},
        {"status closed", "/incident close", "status"},
        {"status triage", "cannot be set", "status"},
        {"sev", "needs a severity", "sev 1"},
        {"sev 6", "no SEV6", "1..5"},
        {"reopen", "needs a reason", "reopen reason"},
        {"cancel", "needs a reason", "cancel reason"},
        {"undo that", "does not know what to do with `that`", "undo"},
        {"lead", "Who shall be lead?", "lead me"},
        {"lead @alice now", "`now`", "@user|me|clear"},
        {"role", "Which role?", "lead|comms|scribe"},
        {"role coms @x", "Did you mean `comms`?", "role"},
        {"page", "Whom shall I page?", "page service"},
        {"ack it", "`it`", "ack"},
        {"task done", "needs the number", "done N"},
        {"task x --due whenever", "`whenever`", "task"},
        {"task --owner @x", "needs a text", "task"},
        {"task list --owner @x", "`list` takes `--overdue`", "task"},
        {"task fix it --overdue", "belongs to `list`", "task"},
        {"note", "needs a text", "note text…"},
        {"note --at 14:05", "needs a text", "note text…"},
        {"note x --at", "`--at` needs TIME", "--at TIME"},
        {"note x --at 25:99", "`25:99` is no time", "--at TIME"},
        {"note x --at 2026-11-24 14:05", "in the future", "--at TIME"},
        {"note x --at --at 14:05", "`--at` needs TIME", "--at TIME"},
        {"update", "needs a text", "update text…"},
        {"set", "needs to know what", "set"},
        {"set tilte x", "Did you mean `title`?", "set"},
        {"set declared 14:05", "cannot be set", "set"},
        {"set started", "needs a time", "set"},
        {"set started soon", "`soon` is no time", "set"},
        {"set title", "needs its new text", "set"},
        {"link example.com", "should begin with https:", "link url"},
        {"link", "needs an address", "link url"},
        {"link javascript:alert(1)", "no link", "link url"},
        {"related", "Which incident?", "related"},
        {"related checkout", "names no incident", "related"},
        {"merge INC-41 into INC-41", "into itself", "merge"},
        {"merge", "Which incident?", "merge"},
        {"assign", "Who shall have it?", "assign"},
        {"postmortem exprot", "Did you mean `export`?", "postmortem"},
        {"postmortem link", "needs the address", "postmortem"},
        {"postmortem owner", "needs a person", "postmortem"},
        {"postmortem due never", "no time", "postmortem"},
        {"postmortem review done", "in-review", "postmortem"},
        {"redact", "needs the number", "redact SEQ"},
        {"redact 3", "needs a reason", "redact SEQ"},
        {"ack --share", "no option `--share`", "ack"},
        {"task fix it --share", "only read", "task"}};
    for (const auto& [typed, message, hint] : mistakes) {
        INFO(typed);
        const auto parsed = parse(typed, kContext);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().code == Errc::invalid_argument);
        CHECK_THAT(parsed.error().message + parsed.error().hint, Catch::Contains(std::string(message)));
        CHECK_THAT(parsed.error().hint, Catch::Contains(std::string(hint)));
        CHECK_THAT(parsed.error().hint, Catch::Contains("You typed: /incident " + std::string(typed)));
    }
}

TEST_CASE("a run is named before what is to be done with it, or after") {
    const auto act = [](const std::string& text) {
        const auto parsed = parse(text, {});
        REQUIRE(parsed);
        return std::get<command::RunAct>(parsed->command);
    };
    CHECK(act("runs abort #3 wrong one") == act("runs 3 abort wrong one"));
    const auto doubtful = parse("runs abort 3 replicas are down", {});
    REQUIRE_FALSE(doubtful);
    CHECK_THAT(doubtful.error().message, Catch::Contains("Is `3` a run, or does the reason begin with it?"));
    CHECK(act("runs approve #3 ok") == act("runs 3 approve ok"));
    CHECK(act("runs abort wrong one").run.none());
    CHECK(act("runs 3 abort 4 of them hang").note == "4 of them hang");
}
