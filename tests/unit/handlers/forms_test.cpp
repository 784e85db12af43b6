// Forms and commands are one: every form has its text command and the other way round, and what is filled in means what would be typed.
#include "handlers/forms.hpp"
#include "handlers/form_reader.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <set>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/core/incident.hpp"
#include "bot/slack/surface.hpp"

using namespace tocsin;
using namespace tocsin::handlers;

namespace {

const Time kFormNow = *parse_iso8601("2026-11-23T15:00:00Z");
const ParseContext kFormContext{kFormNow, "Europe/Berlin", "INC", "/incident"};

std::string at(Duration from_now) { return std::to_string(unix_seconds(kFormNow + from_now)); }

Form form_of(FormKind kind, std::string argument = {}) {
    Form form;
    form.kind = kind;
    form.incident = kind == FormKind::declare ? IncidentNumber() : IncidentNumber(42);
    form.argument = std::move(argument);
    return form;
}

/// Each command of the form, printed and parsed again, is the same command.
void check_is_typed(const Form& form, const FormValues& values) {
    const auto read = read_form(form, values, kFormContext);
    if (!read) return;
    for (const ParsedCommand& said : *read) {
        ParsedCommand typed = said;
        if (typed.incident.none() && find_verb(said.verb)->needs_incident) typed.incident = IncidentNumber(43);
        const std::string text = print(typed);
        const auto parsed = parse(text, kFormContext);
        if (!parsed) RC_FAIL("`" + text + "`: " + parsed.error().message);
        if (parsed->command != typed.command || parsed->incident != typed.incident || parsed->verb != typed.verb)
            RC_FAIL("`" + text + "` means something else: `" + print(*parsed) + "`");
    }
}

std::string odd_text() {
    static const std::vector<std::string> kPieces{"help", "--at", "--", "--next 30m", "INC-7", "sev1", "\"", "“x”", "@alice", "due friday", "done 2", "list",
                                                  "clear", "\n", "  ", "\\", "🔥", "שלום", "\u200B", "into", "it broke", "a=b", "14:05", "--service x", "."};
    return text::join(*rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kPieces)), *rc::gen::element<std::string>(" ", "", "\n"));
}

}  // namespace

TEST_CASE("every form belongs to a verb that names it, and every form that a verb names makes that verb's commands") {
    std::set<FormKind> named;
    for (const VerbSpec& verb : verbs())
        if (verb.form) named.insert(*verb.form);
    for (const auto& [kind, word] : words::kFormKind) {
        INFO(word);
        const FormSpec& spec = spec_of(kind);
        CHECK(spec.kind == kind);
        REQUIRE(find_verb(spec.verb) != nullptr);
        // What a verb alone cannot ask for, or what follows another form, opens by a button.
        const bool by_button = kind == FormKind::details || kind == FormKind::run || kind == FormKind::run_reason || kind == FormKind::more;
        CHECK((find_verb(spec.verb)->form == kind) != by_button);
        CHECK(named.contains(kind) != by_button);
        // What is behind “More…” is either asked for in a form or done at once.
        CHECK(((spec.read != nullptr) != (spec.next != nullptr) || kind == FormKind::more));
        CHECK(spec.title.size() <= 24);
        CHECK(spec.submit.size() <= 24);
    }
    CHECK(forms().size() == words::kFormKind.size());
    // A role other than lead has a verb of its own; both have the one form.
    for (const VerbSpec& verb : verbs())
        if (verb.form && verb.name != "lead") CHECK(spec_of(*verb.form).verb == verb.name);
}

TEST_CASE("what a form yields is what its text command yields") {
    struct Row {
        FormKind kind;
        FormValues values;
        std::vector<std::string> typed;
    };
    const std::string hour = at(-std::chrono::hours{1});
    const std::vector<Row> rows{
        {FormKind::declare, {{"title", {"Checkout is failing"}}, {"severity", {"2"}}, {"service", {"checkout"}}}, {"declare sev2 Checkout is failing --service checkout"}},
        {FormKind::declare, {{"title", {"Login"}}, {"private", {"yes"}}, {"summary", {"500s since noon"}}}, {"declare Login --private", "set summary 500s since noon"}},
        {FormKind::update, {{"text", {"We roll back."}}, {"next", {"30m"}}}, {"update INC-42 We roll back. --next 30m"}},
        {FormKind::update, {{"text", {"Fixed."}}, {"next", {"none"}}}, {"update INC-42 Fixed."}},
        {FormKind::resolve, {{"summary", {"rolled back"}}, {"mitigated", {hour}}, {"cause", {"bad deploy"}}},
         {"resolve INC-42 rolled back", "set INC-42 mitigated 14:00Z", "set INC-42 cause bad deploy"}},
        {FormKind::severity, {{"severity", {"1"}}, {"reason", {"two regions"}}}, {"sev INC-42 1 two regions"}},
        {FormKind::role, {{"lead", {"U012AB"}}, {"comms", {}}, {"scribe", {"U034CD"}}}, {"lead INC-42 @U012AB", "role INC-42 scribe @U034CD"}},
        {FormKind::page, {{"target", {"checkout"}}, {"reason", {"the database is full"}}}, {"page INC-42 --yes checkout the database is full"}},
        {FormKind::details, {{"title", {"Checkout is failing in EU"}}, {"service", {"checkout"}}, {"summary", {"Payments fail."}}, {"cause", {"A deploy."}}},
         {"set INC-42 title Checkout is failing in EU", "set INC-42 service checkout", "set INC-42 summary Payments fail.", "set INC-42 cause A deploy."}},
        {FormKind::postmortem, {{"owner", {"U012AB"}}, {"due", {at(std::chrono::hours{48})}}, {"review", {"in-review"}}, {"link", {"https://x.example/d"}}},
         {"postmortem INC-42 owner @U012AB", "postmortem INC-42 due in 48h", "postmortem INC-42 review in-review", "postmortem INC-42 link https://x.example/d"}},
        {FormKind::task, {{"text", {"check replicas"}}, {"owner", {"U012AB"}}, {"due", {at(std::chrono::hours{1})}}}, {"task INC-42 check replicas @U012AB due in 1h"}},
        {FormKind::followup, {{"text", {"alert on depth"}}}, {"followup INC-42 alert on depth"}},
        {FormKind::key_time, {{"started", {hour}}}, {"set INC-42 started 14:00Z"}},
        {FormKind::note, {{"text", {"failed over"}}, {"at", {hour}}}, {"note INC-42 failed over --at 14:00Z"}},
        {FormKind::run, {{"parameter.host", {"db-1"}}, {"parameter.path", {"/a b"}}}, {"run INC-42 free-disk host=db-1 \"path=/a b\""}},
        {FormKind::close, {{"summary", {"all done"}}}, {"close INC-42 all done"}},
        {FormKind::reopen, {{"reason", {"errors are back"}}}, {"reopen INC-42 errors are back"}},
        {FormKind::cancel, {{"reason", {"a test alert"}}}, {"cancel INC-42 a test alert"}},
        {FormKind::status, {{"status", {"identified"}}, {"note", {"a bad deploy"}}}, {"status INC-42 identified a bad deploy"}},
        {FormKind::link, {{"url", {"https://x.example/d"}}, {"label", {"the dashboard"}}}, {"link INC-42 https://x.example/d the dashboard"}},
        {FormKind::assign, {{"person", {"U012AB"}}, {"reason", {"knows it"}}}, {"assign INC-42 @U012AB knows it"}},
        {FormKind::snooze, {{"span", {"1h"}}}, {"snooze INC-42 1h"}},
        {FormKind::snooze, {{"span", {"off"}}}, {"snooze INC-42 off"}},
        {FormKind::escalate, {{"reason", {"nobody answers"}}}, {"escalate INC-42 nobody answers"}},
        {FormKind::escalate, {}, {"escalate INC-42"}},
        {FormKind::import_, {{"from", {hour}}}, {"import INC-42 --from 14:00Z"}},
        {FormKind::import_, {}, {"import INC-42"}},
        {FormKind::redact, {{"entry", {"#17"}}, {"reason", {"a password was pasted"}}}, {"redact INC-42 17 a password was pasted"}},
        {FormKind::more, {{"what", {"undo"}}}, {"undo INC-42"}},
        {FormKind::more, {{"what", {"task list"}}}, {"task INC-42 list"}},
    };
    for (const auto& [kind, values, typed] : rows) {
        INFO(name_of(kind));
        const auto read = read_form(form_of(kind, kind == FormKind::run ? "free-disk" : ""), values, kFormContext);
        REQUIRE(read);
        REQUIRE(read->size() == typed.size());
        for (std::size_t i = 0; i < typed.size(); ++i) {
            INFO(typed[i]);
            const auto parsed = parse(typed[i], kFormContext);
            REQUIRE(parsed);
            CHECK((*read)[i].command == parsed->command);
            CHECK((*read)[i].incident == parsed->incident);
            CHECK((*read)[i].verb == parsed->verb);
        }
    }
}

TEST_CASE("who is on call is changed by a form as it is by typing, and neither is about an incident") {
    const auto form = [](FormKind kind) {
        Form out;
        out.kind = kind;
        return out;
    };
    const auto is_typed = [](const Form& sent, const FormValues& values, const std::string& text) {
        INFO(text);
        const auto read = read_form(sent, values, kFormContext);
        REQUIRE(read);
        REQUIRE(read->size() == 1);
        const auto typed = parse(text, kFormContext);
        REQUIRE(typed);
        CHECK(read->front().command == typed->command);
        CHECK(read->front().incident.none());
    };
    const std::string from = at(std::chrono::hours{3}), to = at(std::chrono::hours{7});
    const FormValues window{{"schedule", {"payments"}}, {"person", {"U012AB"}}, {"from", {from}}, {"to", {to}}};
    const auto with = [&](FormValues more) {
        more.insert(window.begin(), window.end());
        return more;
    };
    is_typed(form(FormKind::override_), with({{"manner", {"replace"}}}), "override payments @U012AB from 18:00Z to 22:00Z");
    is_typed(form(FormKind::override_), with({{"manner", {"replace"}}, {"instead", {"U034CD"}}}), "override payments @U012AB from 18:00Z to 22:00Z instead of @U034CD");
    is_typed(form(FormKind::override_), with({{"manner", {"add"}}, {"layer", {"primary"}}}), "override payments @U012AB from 18:00Z to 22:00Z --add --layer primary");
    is_typed(form(FormKind::override_), with({{"manner", {"remove"}}}), "override payments @U012AB from 18:00Z to 22:00Z --remove");
    is_typed(form(FormKind::swap), {{"schedule", {"payments"}}, {"person", {"U012AB"}}}, "swap payments @U012AB");
    is_typed(form(FormKind::swap), {{"schedule", {"payments"}}, {"person", {"U012AB"}}, {"from", {from}}}, "swap payments @U012AB --from 18:00Z");

    const auto wrong = [&](FormKind kind, const FormValues& values) {
        const auto read = read_form(form(kind), values, kFormContext);
        return read ? std::string() : read.error().front().field;
    };
    CHECK(wrong(FormKind::override_, {{"schedule", {"payments"}}, {"person", {"U012AB"}}, {"from", {to}}, {"to", {from}}}) == "to");
    CHECK(wrong(FormKind::override_, with({{"manner", {"add"}}, {"instead", {"U034CD"}}})) == "instead");
    CHECK(wrong(FormKind::override_, {{"person", {"U012AB"}}}) == "schedule");
    CHECK(wrong(FormKind::swap, {{"schedule", {"payments"}}}) == "person");
    CHECK(wrong(FormKind::import_, {{"from", {at(-std::chrono::hours{1})}}, {"to", {at(-std::chrono::hours{2})}}}) == "to");
    CHECK(wrong(FormKind::redact, {{"entry", {"seventeen"}}, {"reason", {"x"}}}) == "entry");
    CHECK(wrong(FormKind::redact, {{"entry", {"17"}}}) == "reason");
    CHECK(wrong(FormKind::more, {{"what", {}}}) == "what");
}

TEST_CASE("the reason that a button lacks is that of the command") {
    for (const std::string words : {"7 deny ok", "7 skip drain[1]", "7 mark-done ok", "7 abort"}) {
        INFO(words);
        const auto read = read_form(form_of(FormKind::run_reason, words), {{"reason", {"it is\nthe database"}}}, kFormContext);
        REQUIRE(read);
        REQUIRE(read->size() == 1);
        CHECK(read->front().command == parse("runs " + words + " it is the database", kFormContext)->command);
    }
    CHECK(read_form(form_of(FormKind::run_reason, "7 deny ok"), {{"reason", {" "}}}, kFormContext).error().front().field == "reason");
    CHECK(read_form(form_of(FormKind::run_reason, "nonsense"), {{"reason", {"x"}}}, kFormContext).error().front().field == "reason");
}

TEST_CASE("whatever is filled in, its commands can be typed") {
    CHECK(rc::check([] {
        const FormKind kind = *rc::gen::elementOf(std::vector<FormKind>{FormKind::declare, FormKind::update, FormKind::resolve, FormKind::severity, FormKind::task,
                                                                       FormKind::followup, FormKind::note, FormKind::close, FormKind::reopen, FormKind::cancel, FormKind::run,
                                                                       FormKind::page, FormKind::details});
        FormValues values{{"severity", {"2"}}, {"service", {odd_text()}}, {"next", {"1h"}}, {"due", {at(std::chrono::hours{2})}}, {"at", {at(-std::chrono::hours{2})}}};
        for (const char* field : {"title", "text", "summary", "cause", "reason", "parameter.x"}) values[field] = {odd_text()};
        // Whom a form pages is chosen from its menu, by name.
        values["target"] = {text::replace_all(odd_text(), "@", "")};
        check_is_typed(form_of(kind, kind == FormKind::run ? "free-disk" : ""), values);
    }));
}

TEST_CASE("what is wrong is said beside its field") {
    const auto errors = [](FormKind kind, const FormValues& values) {
        const auto read = read_form(form_of(kind), values, kFormContext);
        return read ? std::vector<FieldError>() : read.error();
    };
    CHECK(errors(FormKind::declare, {{"title", {"  "}}}) == std::vector<FieldError>{{"title", "Say in a few words what is wrong."}});
    REQUIRE(errors(FormKind::note, {{"text", {"x"}}, {"at", {at(std::chrono::hours{1})}}}).size() == 1);
    CHECK(errors(FormKind::note, {{"text", {"x"}}, {"at", {at(std::chrono::hours{1})}}})[0].field == "at");
    CHECK(errors(FormKind::task, {{"due", {at(-std::chrono::hours{1})}}}).size() == 2);
}

TEST_CASE("a time that nobody touched sets nothing") {
    const std::string hour = at(-std::chrono::hours{1}), two = at(-std::chrono::hours{2});
    const auto form = form_of(FormKind::key_time, encode_shown({{"started", hour}, {"detected", ""}, {"acknowledged", ""}, {"mitigated", ""}, {"resolved", ""}}));
    CHECK(read_form(form, {{"started", {hour}}, {"detected", {}}}, kFormContext)->empty());
    const auto read = read_form(form, {{"started", {two}}, {"detected", {hour}}}, kFormContext);
    REQUIRE(read->size() == 2);
    CHECK(std::get<command::SetTime>((*read)[0].command).which == KeyTime::started);
    CHECK(std::get<command::SetTime>((*read)[1].command).which == KeyTime::detected);
}

TEST_CASE("of what a form showed, only what somebody changed is done, however long it is") {
    const std::string essay(1500, 'x');
    const Form details = form_of(FormKind::details, encode_shown({{"title", "Checkout"}, {"service", "shop"}, {"summary", essay}, {"cause", ""}}));
    CHECK(details.argument.size() < 200);
    const auto read = [&](const std::string& title, const std::string& service, const std::string& summary) {
        return read_form(details, {{"title", {title}}, {"service", {service}}, {"summary", {summary}}, {"cause", {}}}, kFormContext);
    };
    CHECK(read("Checkout", "shop", essay)->empty());
    REQUIRE(read("Checkout", "", essay + "y")->size() == 2);
    CHECK((*read("Checkout", "", essay))[0].command == Command(command::SetService{}));
    CHECK(read(" ", "shop", essay).error() == std::vector<FieldError>{{"title", "An incident needs a title."}});

    const Form roles = form_of(FormKind::role, encode_shown({{"lead", "U012AB"}, {"comms", "U034CD"}, {"scribe", ""}}));
    CHECK(read_form(roles, {{"lead", {"U012AB"}}, {"comms", {"U034CD"}}, {"scribe", {}}}, kFormContext)->empty());
    const auto cleared = read_form(roles, {{"lead", {"U012AB"}}, {"comms", {}}, {"scribe", {}}}, kFormContext);
    REQUIRE(cleared->size() == 1);
    CHECK((*cleared)[0].command == Command(command::AssignRole{Role::comms, std::nullopt}));
    CHECK(read_form(form_of(FormKind::postmortem), {{"link", {"javascript:x"}}}, kFormContext).error().front().field == "link");
    CHECK(read_form(form_of(FormKind::link), {{"url", {"javascript:x"}}}, kFormContext).error().front().field == "url");
    CHECK(read_form(form_of(FormKind::merge), {{"other", {"the other one"}}}, kFormContext).error().front().field == "other");
    CHECK(read_form(form_of(FormKind::assign), {{"person", {}}}, kFormContext).error().front().field == "person");
    CHECK(read_form(form_of(FormKind::snooze), {{"span", {}}}, kFormContext).error().front().field == "span");
    CHECK(read_form(form_of(FormKind::related), {{"other", {"inc-41"}}}, kFormContext)->front().command == Command(command::Related{IncidentNumber(41)}));
    const auto merged = read_form(form_of(FormKind::merge), {{"other", {"41"}}, {"pagerduty", {"yes"}}}, kFormContext);
    CHECK(merged->front().command == Command(command::Merge{{}, IncidentNumber(41), true}));
}

TEST_CASE("a form is asked for where a command lacks what only a form can ask") {
    const Settings settings;
    const auto wanted = [&](const std::string& text) { return form_instead(text, parse(text, kFormContext), kFormContext, settings); };
    for (const auto& [text, kind] : std::vector<std::pair<std::string, FormKind>>{{"declare", FormKind::declare}, {"update", FormKind::update}, {"NOTE", FormKind::note},
                                                                                {"set", FormKind::key_time}, {"role", FormKind::role}, {"lead", FormKind::role},
                                                                                {"sev", FormKind::severity}, {"page", FormKind::page}, {"run", FormKind::runbook}, {"reopen INC-7", FormKind::reopen}, {"cancel", FormKind::cancel},
                                                                                {"link", FormKind::link}, {"related", FormKind::related}, {"merge", FormKind::merge},
                                                                                {"assign", FormKind::assign}, {"snooze", FormKind::snooze}, {"override", FormKind::override_}, {"swap", FormKind::swap}, {"redact", FormKind::redact}, {"set title", FormKind::details},
                                                                                {"set INC-7 Summary", FormKind::details}}) {
        INFO(text);
        REQUIRE(wanted(text));
        CHECK(wanted(text)->form.kind == kind);
    }
    CHECK(wanted("reopen INC-7")->form.incident == IncidentNumber(7));
    CHECK(wanted("declare sev1 --drill --service login")->values == FormValues{{"severity", {"1"}}, {"service", {"login"}}});
    CHECK(wanted("declare --drill")->form.argument == "drill");
    for (const char* whole : {"", "resolve", "close", "task", "followup", "postmortem", "declare x", "update text", "note x", "set started 99", "sev 9", "nonsense", "help"}) {
        INFO(whole);
        CHECK_FALSE(wanted(whole));
    }
}

TEST_CASE("a form about a message holds its words, its author, its link and its time") {
    const QuotedMessage message{"The database\nis full", "Bob", "https://x.slack.com/archives/C1/p1", kFormNow, ChannelId("C1")};
    CHECK(form_about(FormKind::note, message).values.at("text")[0] == "The database\nis full\n— Bob https://x.slack.com/archives/C1/p1");
    auto with_file = message;
    with_file.files = {{"graph.png", "PNG", "https://x.slack.com/files/F1"}};
    CHECK_THAT(form_about(FormKind::note, with_file).values.at("text")[0], Catch::EndsWith("p1\n📎 graph.png (PNG) https://x.slack.com/files/F1"));
    CHECK(form_about(FormKind::note, message).values.at("at")[0] == at({}));
    CHECK(form_about(FormKind::declare, message).values.at("title")[0] == "The database");
    CHECK(form_about(FormKind::followup, message).values.at("text")[0] == "The database is full https://x.slack.com/archives/C1/p1");
    // What Slack was told in the manifest is what it sends.
    for (const auto& shortcut : slack::shortcuts()) {
        INFO(shortcut.callback_id);
        CHECK(shortcut.name.size() <= 24);
        CHECK(shortcut.description.size() <= 150);
        const auto kind = form_of_shortcut(shortcut.callback_id);
        REQUIRE(kind);
        CHECK(find_verb(spec_of(*kind).verb)->form == *kind);
    }
    CHECK_FALSE(form_of_shortcut("tocsin.other"));
}
