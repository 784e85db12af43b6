#include "handlers/grammar.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include "bot/base/text.hpp"
#include "bot/core/event.hpp"
#include "handlers/parser_verbs.hpp"

namespace tocsin::handlers {
namespace {

using Texts = std::span<const std::string_view>;
using Options = std::span<const OptionSpec>;
template <std::size_t N>
using TextList = std::array<std::string_view, N>;

constexpr OptionSpec kShare{"--share", OptionValue::flag, "", "show the answer to the whole channel"};
constexpr std::array<OptionSpec, 1> kReadOptions{kShare};
constexpr std::array<OptionSpec, 4> kDeclareOptions{{
    {"--service", OptionValue::word, "SERVICE", "the service that is affected"},
    {"--private", OptionValue::flag, "", "only its own people and admins see it; its channel is private and it is not announced"},
    {"--drill", OptionValue::flag, "", "an exercise; stays out of the figures"},
    {"--sev", OptionValue::word, "N", "the severity, where it does not come first"}}};
constexpr std::array<OptionSpec, 3> kListOptions{{{"--sev", OptionValue::word, "N", "only of this severity"},
                                                  {"--service", OptionValue::word, "SERVICE", "only of this service"},
                                                  kShare}};
constexpr std::array<OptionSpec, 1> kNoteOptions{{{"--at", OptionValue::past_time, "TIME", "when it happened, if not now"}}};
constexpr std::array<OptionSpec, 3> kTimelineOptions{{{"--last", OptionValue::word, "N", "how many events, 20 unless told"},
                                                      {"--kind", OptionValue::word, "KIND", "only of one kind, such as note_added"},
                                                      kShare}};
constexpr std::array<OptionSpec, 1> kUpdateOptions{
    {{"--next", OptionValue::future_time, "TIME", "when the next update is promised: 30m, 15:30"}}};
constexpr std::array<OptionSpec, 2> kPageOptions{{{"--test", OptionValue::flag, "", "by all your means at once; says that it is a test, and needs no incident"},
                                                  {"--yes", OptionValue::flag, "", "page at once, without being asked"}}};
constexpr std::array<OptionSpec, 1> kMergeOptions{{{"--yes", OptionValue::flag, "", "their PagerDuty incidents too, without being asked"}}};
constexpr std::array<OptionSpec, 4> kTaskOptions{{{"--owner", OptionValue::word, "PERSON", "who does it; also @user as first or last word"},
                                                  {"--due", OptionValue::future_time, "TIME", "until when; also `due friday` at the end"},
                                                  {"--overdue", OptionValue::flag, "", "with list: only what is late"},
                                                  kShare}};

constexpr std::array<OptionSpec, 4> kOncallOptions{{{"--at", OptionValue::any_time, "TIME", "then, not now"},
                                                    {"--from", OptionValue::word, "DATE", "with load: from when; four weeks ago unless told"},
                                                    {"--to", OptionValue::word, "DATE", "with load: until when; now unless told"},
                                                    kShare}};
constexpr std::array<OptionSpec, 5> kOverrideOptions{{{"--instead", OptionValue::word, "PERSON", "in place of this one; also `instead of @user` at the end"},
                                                      {"--layer", OptionValue::word, "LAYER", "on this layer alone"},
                                                      {"--add", OptionValue::flag, "", "besides whoever is on call"},
                                                      {"--remove", OptionValue::flag, "", "the person is not on call"},
                                                      kShare}};
constexpr std::array<OptionSpec, 1> kSwapOptions{{{"--from", OptionValue::begin_time, "TIME", "the next shifts after this, not after now"}}};
constexpr std::array<OptionSpec, 3> kImportOptions{{{"--from", OptionValue::past_time, "TIME", "what was said since then; all of it unless told"},
                                                    {"--to", OptionValue::past_time, "TIME", "what was said until then; until now unless told"},
                                                    kShare}};
constexpr std::array<OptionSpec, 1> kRunOptions{{{"--dry-run", OptionValue::flag, "", "only say what would happen"}}};
constexpr TextList<2> kDeclareAliases{"new", "open"};
constexpr TextList<1> kShowAliases{"info"};
constexpr TextList<1> kSevAliases{"severity"};
constexpr TextList<1> kTaskAliases{"tasks"};
constexpr TextList<1> kFollowupAliases{"followups"};

constexpr TextList<3> kDeclareExamples{"declare sev2 Checkout is failing", "declare Login is slow --service auth",
                                       "declare sev3 Fail-over exercise --drill"};
constexpr TextList<3> kListExamples{"list", "list mine", "list all --sev 1 --service checkout"};
constexpr TextList<2> kShowExamples{"show", "show INC-42"};
constexpr TextList<2> kStatusExamples{"status identified bad deploy of 14:02", "status mitigated"};
constexpr TextList<2> kSevExamples{"sev 1 two regions now", "sev 3"};
constexpr TextList<2> kLeadExamples{"lead me", "lead @alice"};
constexpr TextList<3> kRoleExamples{"role comms @alice", "role scribe me", "role comms clear"};
constexpr TextList<2> kJoinExamples{"join", "join INC-42"};
constexpr TextList<1> kLeaveExamples{"leave"};
constexpr TextList<3> kNoteExamples{"note rolled back to 1.41", "note first alert --at 14:05", "note errors gone --at 10m ago"};
constexpr TextList<3> kTimelineExamples{"timeline", "timeline --last 50", "timeline --kind note_added --share"};
constexpr TextList<5> kSetExamples{"set started 13:40", "set mitigated 10m ago", "set title Checkout is failing in EU",
                                   "set summary Payments failed for an hour.", "set cause A deploy without its migration."};
constexpr TextList<2> kUpdateExamples{"update We found the cause and roll back. --next 30m", "update Fixed; we keep watching."};
constexpr TextList<3> kPageExamples{"page checkout database is full", "page @alice need you on the call", "page --test @me"};
constexpr TextList<2> kAckExamples{"ack", "ack INC-42"};
constexpr TextList<4> kTaskExamples{"task check the replicas @alice due 15:30", "task done 2", "task list --overdue", "task"};
constexpr TextList<3> kFollowupExamples{"followup alert on queue depth @alice due friday", "followup done 3", "followup list"};
constexpr TextList<1> kLinkExamples{"link https://grafana.example.com/d/abc error rate"};
constexpr TextList<1> kRelatedExamples{"related INC-41"};
constexpr TextList<2> kMergeExamples{"merge INC-41 into INC-40", "merge INC-41"};
constexpr TextList<2> kResolveExamples{"resolve rolled back, errors are gone", "resolve"};
constexpr TextList<2> kCloseExamples{"close", "close draft is written"};
constexpr TextList<1> kReopenExamples{"reopen errors are back"};
constexpr TextList<1> kCancelExamples{"cancel false alarm: test traffic"};
constexpr TextList<5> kPostmortemExamples{"postmortem draft", "postmortem export", "postmortem owner @alice",
                                          "postmortem due friday", "postmortem review in-review"};
constexpr TextList<1> kUndoExamples{"undo"};
constexpr TextList<6> kOncallExamples{"oncall", "oncall payments", "oncall pagerduty:PESCPOL", "oncall payments --at tomorrow 9:00",
                                       "oncall load --from 2026-11-01 --to 2026-12-01", "oncall feed payments"};
constexpr TextList<4> kOverrideExamples{"override payments @alice from 18:00 to 22:00",
                                        "override payments @alice from 2027-01-05T09:00 to 2027-01-12T09:00 instead of @bob", "override list", "override cancel 3"};
constexpr TextList<3> kSwapExamples{"swap payments @bob", "swap accept 3", "swap decline 3"};
constexpr TextList<3> kSnoozeExamples{"snooze 30m", "snooze 14:30", "snooze off"};
constexpr TextList<2> kEscalateExamples{"escalate", "escalate nobody answers"};
constexpr TextList<2> kAssignExamples{"assign @alice", "assign @alice knows the database"};
constexpr TextList<2> kRunExamples{"run rollback-deployment deployment=checkout", "run free-disk host=db-1 --dry-run"};
constexpr TextList<6> kRunsExamples{"runs", "runs 7", "runs 7 approve ok", "runs 7 skip healthy the probe is broken", "runs 7 abort wrong deployment",
                                    "runs 7 break-glass ok nobody else is awake"};
constexpr TextList<3> kRunbookExamples{"runbook list", "runbook show rollback-deployment", "runbook search disk full"};
constexpr TextList<2> kHelpExamples{"help", "help note"};
constexpr TextList<1> kHealthExamples{"health"};
constexpr TextList<1> kVersionExamples{"version"};
constexpr TextList<4> kImportExamples{"import", "import --from 13:40 --to 10m ago", "import accept 1-5,8", "import list"};
constexpr TextList<1> kRedactExamples{"redact 17 a password was pasted"};

constexpr auto kVerbs = std::to_array<VerbSpec>({
    {"declare", kDeclareAliases, "[sev1..sev5] title…", "Open an incident", kDeclareExamples, kDeclareOptions, Topic::start,
     Needs::member, true, false, false, parse_declare, FormKind::declare},
    {"page", {}, "service|policy|schedule|@user [reason]", "Wake somebody; asks once before it does", kPageExamples, kPageOptions,
     Topic::start, Needs::member, true, true, false, parse_page, FormKind::page},
    {"ack", {}, "", "Say that you have it", kAckExamples, {}, Topic::start, Needs::on_call_or_responder, true, true, false, parse_ack},
    {"snooze", {}, "TIME|off", "Silence the waiting pages for a while, or let them go on", kSnoozeExamples, {}, Topic::run, Needs::responder, true, true, false,
     parse_snooze, FormKind::snooze},
    {"escalate", {}, "[reason]", "Page the next step at once, here and in PagerDuty", kEscalateExamples, {}, Topic::run, Needs::responder, true,
     true, false, parse_escalate, FormKind::escalate},
    {"assign", {}, "@user [reason]", "Page this person in place of all others, here and in PagerDuty", kAssignExamples, {}, Topic::run,
     Needs::responder, true, true, false, parse_assign, FormKind::assign},
    {"status", {}, "investigating|identified|monitoring|mitigated|resolved [note]", "Say where the incident stands",
     kStatusExamples, {}, Topic::run, Needs::responder, true, true, false, parse_status, FormKind::status},
    {"sev", kSevAliases, "1..5 [reason]", "Change the severity; lowering it takes the lead or an operator", kSevExamples, {},
     Topic::run, Needs::responder, true, true, false, parse_severity, FormKind::severity},
    {"update", {}, "text…", "Tell stakeholders, and promise when they hear again", kUpdateExamples, kUpdateOptions, Topic::run,
     Needs::lead_or_comms, true, true, false, parse_update, FormKind::update},
    {"set", {}, "started|detected|acknowledged|mitigated|resolved TIME|clear, title|summary|cause|service text…",
     "Put a key time, the title, the summary, the cause or the service right", kSetExamples, {}, Topic::run, Needs::responder, true, true,
     false, parse_set, FormKind::key_time},
    {"undo", {}, "", "Reverse your last status, sev, lead or note of the last 5 minutes", kUndoExamples, {}, Topic::run,
     Needs::who_acted, true, true, false, parse_undo},
    {"run", {}, "NAME [parameter=value…]", "Run a runbook on this incident", kRunExamples, kRunOptions, Topic::run, Needs::member, true,
     true, false, parse_run, FormKind::runbook},
    {"runs", {}, "[N] [pause|continue|abort|approve|deny|done|skip|retry|mark-done|break-glass|undo|leave [STEP] [reason]]",
     "Look at the runs of runbooks, and answer what they ask", kRunsExamples, {}, Topic::run, Needs::member, true, false, false, parse_runs},
    {"runbook", {}, "list | show NAME | search WORDS", "Look at the runbooks", kRunbookExamples, kReadOptions, Topic::run, Needs::member,
     false, false, false, parse_runbook},
    {"lead", {}, "@user|me|clear", "Say who leads", kLeadExamples, {}, Topic::people, Needs::responder, true, true, false, parse_lead, FormKind::role},
    {"role", {}, "lead|comms|scribe @user|me|clear", "Give a role to somebody, or clear it", kRoleExamples, {}, Topic::people,
     Needs::responder, true, true, false, parse_role, FormKind::role},
    {"oncall", {}, "[SCHEDULE|POLICY|SERVICE|pagerduty:ID | load | feed SCHEDULE|me]", "Say who is on call, until when and who is next", kOncallExamples, kOncallOptions,
     Topic::people, Needs::member, false, false, false, parse_oncall},
    {"override", {}, "SCHEDULE @user from TIME to TIME | list [SCHEDULE] | cancel N", "Put somebody else on call for a while",
     kOverrideExamples, kOverrideOptions, Topic::people, Needs::member, true, false, false, parse_override, FormKind::override_},
    {"swap", {}, "SCHEDULE @user | accept N | decline N", "Offer your next shift for somebody's next one; both must agree", kSwapExamples,
     kSwapOptions, Topic::people, Needs::member, true, false, false, parse_swap, FormKind::swap},
    {"join", {}, "", "Become a responder", kJoinExamples, {}, Topic::people, Needs::member, true, true, false, parse_join},
    {"leave", {}, "", "Stop being a responder", kLeaveExamples, {}, Topic::people, Needs::member, true, true, false, parse_leave},
    {"note", {}, "text…", "Write into the timeline", kNoteExamples, kNoteOptions, Topic::record, Needs::member, true, true, false,
     parse_note, FormKind::note},
    {"timeline", {}, "", "Read the timeline", kTimelineExamples, kTimelineOptions, Topic::record, Needs::member, false, true, false,
     parse_timeline},
    {"task", kTaskAliases, "text… [@owner] [due TIME] | done N | list", "Keep a list of what to do now", kTaskExamples,
     kTaskOptions, Topic::record, Needs::member, true, true, false, parse_task, FormKind::task},
    {"followup", kFollowupAliases, "text… [@owner] [due TIME] | done N | list", "Keep a list of what to do afterwards",
     kFollowupExamples, kTaskOptions, Topic::record, Needs::member, true, true, false, parse_followup, FormKind::followup},
    {"import", {}, "[list | accept N,N-N|all]", "Read what was said in the channel, and choose what goes into the record", kImportExamples,
     kImportOptions, Topic::record, Needs::responder, true, true, false, parse_import, FormKind::import_},
    {"link", {}, "url [label]", "Keep a link with the incident", kLinkExamples, {}, Topic::record, Needs::responder, true, true,
     false, parse_link, FormKind::link},
    {"related", {}, "INC-41", "Say that another incident has to do with this one", kRelatedExamples, {}, Topic::record,
     Needs::responder, true, true, true, parse_related, FormKind::related},
    {"merge", {}, "[INC-41] [into INC-40]", "Make one incident of two; the side you leave out is this channel's", kMergeExamples,
     kMergeOptions, Topic::record, Needs::responder, true, true, true, parse_merge, FormKind::merge},
    {"resolve", {}, "[summary]", "The impact is over", kResolveExamples, {}, Topic::finish, Needs::responder, true, true, false,
     parse_resolve, FormKind::resolve},
    {"close", {}, "[summary]", "Nothing is left to do", kCloseExamples, {}, Topic::finish, Needs::responder, true, true, false,
     parse_close, FormKind::close},
    {"reopen", {}, "reason…", "It is not over", kReopenExamples, {}, Topic::finish, Needs::responder, true, true, false, parse_reopen, FormKind::reopen},
    {"cancel", {}, "reason…", "It was no incident", kCancelExamples, {}, Topic::finish, Needs::responder, true, true, false,
     parse_cancel, FormKind::cancel},
    {"postmortem", {}, "[draft|export|link URL|owner @user|due TIME|review STATE]", "Read, export and look after the draft",
     kPostmortemExamples, kReadOptions, Topic::finish, Needs::responder, true, true, false, parse_postmortem, FormKind::postmortem},
    {"list", {}, "[open|all|mine]", "List incidents", kListExamples, kListOptions, Topic::look, Needs::member, false, false, false,
     parse_list},
    {"show", kShowAliases, "", "Show an incident's card", kShowExamples, kReadOptions, Topic::look, Needs::member, false, true,
     false, parse_show},
    {"help", {}, "[verb]", "Show all verbs, or one with its examples", kHelpExamples, kReadOptions, Topic::more, Needs::all, false,
     false, false, parse_help},
    {"health", {}, "", "Show queues and the state of Slack and PagerDuty", kHealthExamples, kReadOptions, Topic::more,
     Needs::member, false, false, false, parse_health},
    {"version", {}, "", "Show which tocsin this is", kVersionExamples, kReadOptions, Topic::more, Needs::member, false, false,
     false, parse_version},
    {"redact", {}, "SEQ reason…", "Erase what one event of the timeline says, for ever", kRedactExamples, {}, Topic::more,
     Needs::admin, true, true, false, parse_redact, FormKind::redact},
});

/// In the order of CommandKind; a role other than lead and a follow-up have names of their own, see verb_of.
constexpr std::array<std::string_view, std::variant_size_v<CommandKind>> kVerbOfCommand{
    "",       "help", "declare", "list", "show",     "status", "sev",    "lead",       "join", "leave",   "note",    "timeline",
    "set",    "set",  "set",     "set",  "update",   "page",   "ack",    "task",       "task", "task",    "link",    "related",
    "merge",  "resolve", "close", "reopen", "cancel", "postmortem", "undo", "health", "version", "redact", "oncall", "oncall",
    "oncall", "override", "override", "override", "swap", "swap", "snooze", "escalate", "assign",
    "run", "runs", "runs", "runbook", "runbook", "runbook", "import", "import", "import", "set"};

/// Longer words are not typos of a verb, and comparing them costs time.
constexpr std::size_t kLongestTypo = 24;

}  // namespace

std::span<const VerbSpec> verbs() { return kVerbs; }

const VerbSpec* find_verb(std::string_view word) {
    const auto is_word = [&](std::string_view name) { return text::equals_ignoring_case(name, word); };
    const auto found = std::ranges::find_if(
        kVerbs, [&](const VerbSpec& verb) { return is_word(verb.name) || std::ranges::any_of(verb.aliases, is_word); });
    return found == kVerbs.end() ? nullptr : &*found;
}

std::string_view nearest_verb(std::string_view word) {
    if (word.empty() || word.size() > kLongestTypo) return {};
    std::vector<std::string_view> names;
    for (const VerbSpec& verb : kVerbs) {
        names.push_back(verb.name);
        names.insert(names.end(), verb.aliases.begin(), verb.aliases.end());
    }
    const auto near = text::nearest(word, names);
    return near ? find_verb(*near)->name : std::string_view();
}

std::string_view describe(Needs needs) {
    constexpr std::array<std::string_view, 8> texts{
        "everybody", "a member of the workspace", "a responder of this incident (join it, or be on call for its service) or an operator",
        "the lead of this incident or an operator", "the lead or comms of this incident or an operator",
        "whoever is on call, a responder of this incident or an operator", "the person who did it", "an admin"};
    return texts[static_cast<std::size_t>(needs)];
}

std::string_view heading(Topic topic) {
    constexpr std::array<std::string_view, 7> texts{"Begin", "Run it", "People", "Record", "Finish", "Look", "More"};
    return texts[static_cast<std::size_t>(topic)];
}

std::string_view verb_of(const Command& command) {
    return std::visit(
        [&](const auto& c) -> std::string_view {
            if constexpr (requires { c.followup; }) return c.followup ? "followup" : "task";
            if constexpr (requires { c.role; }) return c.role == Role::lead ? "lead" : "role";
            return kVerbOfCommand[command.index()];
        },
        command);
}

bool is_read(const Command& command) {
    using namespace command;
    return std::visit(Overload{[](const Menu&) { return true; }, [](const Help&) { return true; },
                               [](const List&) { return true; }, [](const Show&) { return true; },
                               [](const Timeline&) { return true; }, [](const TaskList&) { return true; },
                               [](const Health&) { return true; }, [](const OncallShow&) { return true; },
                               [](const OncallLoad&) { return true; }, [](const OncallFeed&) { return true; },
                               [](const OverrideList&) { return true; }, [](const Version&) { return true; },
                               [](const RunsShow&) { return true; }, [](const RunbookList&) { return true; },
                               [](const ImportList&) { return true; }, [](const RunbookShow&) { return true; }, [](const RunbookSearch&) { return true; },
                               [](const RunbookStart& c) { return c.dry_run; },
                               [](const Postmortem& c) { return c.action == PostmortemAction::show || c.action == PostmortemAction::draft; },
                               [](const auto&) { return false; }},
                      command);
}

}  // namespace tocsin::handlers
