// What a person can ask for, one struct a verb, arguments already typed. Made by handlers/parser from a slash command, an
// API call or the CLI; taken by the use cases. Values without resources; any thread.
//
// Free text (notes, updates, reasons) is as it was typed; titles, services and labels are one line. An empty text
// and an empty optional mean "not given".
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bot/base/alternatives.hpp"
#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"
#include "bot/core/run_words.hpp"
#include "bot/core/words.hpp"

namespace tocsin::handlers {

/// A person as typed; who that is, is found out by the use case, which can ask the directory.
struct PersonRef {
    enum class Kind : std::uint8_t {
        me,    ///< whoever asks; `value` is empty
        user,  ///< value: a Slack user id, U… or W…
        name,  ///< value: a display name without `@`, or an e-mail address
    };
    Kind kind = Kind::me;
    std::string value;

    friend bool operator==(const PersonRef&, const PersonRef&) = default;
};

namespace command {

/// No verb at all: in an incident's channel its card, elsewhere a menu.
struct Menu { bool operator==(const Menu&) const = default; };
/// `verb` is a name of the table in grammar.hpp, or empty for the whole list.
struct Help { std::string verb; bool operator==(const Help&) const = default; };

/// An empty title means that the person has to be asked for it.
struct Declare {
    std::optional<Severity> severity;
    std::string title;
    ServiceName service;
    bool private_ = false;
    bool drill = false;
    bool operator==(const Declare&) const = default;
};
enum class ListScope : std::uint8_t { open, all, mine };
struct List {
    ListScope scope = ListScope::open;
    std::optional<Severity> severity;
    ServiceName service;
    bool operator==(const List&) const = default;
};
struct Show { bool operator==(const Show&) const = default; };

/// Never triage, closed or canceled. `said_mitigated`: the word was `mitigated`, which is monitoring.
struct SetStatus {
    Status status = Status::investigating;
    std::string note;
    bool said_mitigated = false;
    bool operator==(const SetStatus&) const = default;
};
/// Never Severity::unset.
struct SetSeverity { Severity severity = Severity::sev3; std::string reason; bool operator==(const SetSeverity&) const = default; };
/// No person: the role is cleared.
struct AssignRole { Role role = Role::lead; std::optional<PersonRef> person; bool operator==(const AssignRole&) const = default; };
struct Join { bool operator==(const Join&) const = default; };
struct Leave { bool operator==(const Leave&) const = default; };

/// `at`: when it happened, if not now; never in the future.
struct Note { std::string text; std::optional<Time> at; bool operator==(const Note&) const = default; };
/// `last` is 1 … 500; `kind` is one of all_kinds() or empty.
struct Timeline { int last = 20; std::string kind; bool operator==(const Timeline&) const = default; };
/// Never KeyTime::declared. No time: it is cleared.
struct SetTime { KeyTime which = KeyTime::started; std::optional<Time> time; bool operator==(const SetTime&) const = default; };
struct SetTitle { std::string title; bool operator==(const SetTitle&) const = default; };
struct SetSummary { std::string summary; bool operator==(const SetSummary&) const = default; };
struct SetCause { std::string cause; bool operator==(const SetCause&) const = default; };
struct SetService { ServiceName service; bool operator==(const SetService&) const = default; };
/// `next_due`: when the next update is promised; `--next 30m` counts from now.
struct PublishUpdate { std::string text; std::optional<Time> next_due; bool operator==(const PublishUpdate&) const = default; };

/// Either `person` or `target` (a service, policy or schedule by name) says who; the other is empty.
struct Page {
    std::string target;
    std::optional<PersonRef> person;
    std::string reason;
    bool test = false;
    bool at_once = false;  ///< `--yes`: without being asked, for where there are no buttons
    bool operator==(const Page&) const = default;
};
/// The next step at once, of what pages here and in PagerDuty.
struct Escalate { std::string reason; bool operator==(const Escalate&) const = default; };
/// This person in place of all others who are being paged, here and in PagerDuty.
struct Assign { PersonRef person; std::string reason; bool operator==(const Assign&) const = default; };
struct Acknowledge { bool operator==(const Acknowledge&) const = default; };

struct TaskAdd {
    std::string text;
    std::optional<PersonRef> owner;
    std::optional<Time> due;
    bool followup = false;
    bool operator==(const TaskAdd&) const = default;
};
struct TaskDone { ItemNumber number; bool followup = false; bool operator==(const TaskDone&) const = default; };
struct TaskList { bool followup = false; bool overdue = false; bool operator==(const TaskList&) const = default; };

/// `url` is http, https or mailto.
struct LinkAdd { std::string url, label; bool operator==(const LinkAdd&) const = default; };
struct Related { IncidentNumber number; bool operator==(const Related&) const = default; };
/// `merge INC-41 into INC-40`; a missing side is the incident of the channel. Never both missing, never the same.
struct Merge {
    IncidentNumber absorbed, target;
    bool at_once = false;  ///< `--yes`: their PagerDuty incidents too, without being asked
    bool operator==(const Merge&) const = default;
};

struct Resolve { std::string summary; bool operator==(const Resolve&) const = default; };
struct Close { std::string summary; bool operator==(const Close&) const = default; };
/// The reason is never empty.
struct Reopen { std::string reason; bool operator==(const Reopen&) const = default; };
/// The reason is never empty.
struct Cancel { std::string reason; bool operator==(const Cancel&) const = default; };

enum class PostmortemAction : std::uint8_t { show, draft, export_, link, owner, due, review };
/// Only the field that belongs to `action` is set.
struct Postmortem {
    PostmortemAction action = PostmortemAction::show;
    std::string url;
    std::optional<PersonRef> owner;
    std::optional<Time> due;
    std::optional<ReviewState> review;
    bool operator==(const Postmortem&) const = default;
};

struct Undo { bool operator==(const Undo&) const = default; };
struct Health { bool operator==(const Health&) const = default; };
struct Version { bool operator==(const Version&) const = default; };
/// The reason is never empty.
struct Redact { EventSeq seq; std::string reason; bool operator==(const Redact&) const = default; };

/// Who is on call; an empty schedule means all of them. `at`: then, not now.
struct OncallShow { std::string schedule; std::optional<Time> at; bool operator==(const OncallShow&) const = default; };
/// No `from`: the last 28 days. No `to`: until now.
struct OncallLoad { std::optional<Time> from, to; bool operator==(const OncallLoad&) const = default; };
/// The address of a calendar: of one schedule, or, with an empty one, of whoever asks.
struct OncallFeed { std::string schedule; bool operator==(const OncallFeed&) const = default; };
/// `person` is on call in [from, until), besides the others or in place of one; with `remove`, is not. An empty layer: all of them.
struct OverrideAdd {
    std::string schedule;
    PersonRef person;
    Time from, until;
    std::optional<PersonRef> instead;
    std::string layer;
    bool remove = false;
    bool add = false;
    bool operator==(const OverrideAdd&) const = default;
};
struct OverrideList { std::string schedule; bool operator==(const OverrideList&) const = default; };
struct OverrideCancel { ItemNumber number; bool operator==(const OverrideCancel&) const = default; };
/// The next shift of whoever asks against the next one of `person`, from `from` on.
struct SwapOffer { std::string schedule; PersonRef person; std::optional<Time> from; bool operator==(const SwapOffer&) const = default; };
struct SwapAnswer { ItemNumber number; bool accept = false; bool operator==(const SwapAnswer&) const = default; };
/// The incident's waiting pages are silent until then; with `off`, those that are silent go on.
struct Snooze { Time until; bool off = false; bool operator==(const Snooze&) const = default; };

/// Starts a runbook on the incident; `dry_run`: only says what would happen.
struct RunbookStart { RunbookName runbook; RunValues parameters; bool dry_run = false; bool operator==(const RunbookStart&) const = default; };
/// No run: those of the channel's incident, else all that are under way.
struct RunsShow { RunId run; bool operator==(const RunsShow&) const = default; };
enum class RunAction : std::uint8_t { pause, go_on, abort, approve, deny, done, skip, retry, mark_done, break_glass, undo, leave };
/// `run`: none where the only one that goes on here is meant. `step` as it was typed, empty for pause, go_on and abort and where only one can be meant: then it may also be the first word of `note`,
/// which is a reason or what was done.
struct RunAct { RunId run; RunAction action = RunAction::pause; StepKey step; std::string note; bool operator==(const RunAct&) const = default; };
struct RunbookList { bool operator==(const RunbookList&) const = default; };
struct RunbookShow { RunbookName runbook; bool operator==(const RunbookShow&) const = default; };
struct RunbookSearch { std::string words; bool operator==(const RunbookSearch&) const = default; };

/// Reads the channel's history into candidates. No `from`: from its beginning; no `to`: until now.
struct Import { std::optional<Time> from, to; bool operator==(const Import&) const = default; };
struct ImportList { bool operator==(const ImportList&) const = default; };
struct NumberRange { std::int64_t first = 0, last = 0; bool operator==(const NumberRange&) const = default; };
/// Either `all` or at least one range.
struct ImportAccept { std::vector<NumberRange> ranges; bool all = false; bool operator==(const ImportAccept&) const = default; };

}  // namespace command

/// The closed list, in the order of the table of verbs in grammar.cpp.
using CommandKind =
    std::variant<command::Menu, command::Help, command::Declare, command::List, command::Show, command::SetStatus,
                 command::SetSeverity, command::AssignRole, command::Join, command::Leave, command::Note,
                 command::Timeline, command::SetTime, command::SetTitle, command::SetSummary, command::SetService,
                 command::PublishUpdate, command::Page, command::Acknowledge, command::TaskAdd, command::TaskDone,
                 command::TaskList, command::LinkAdd, command::Related, command::Merge, command::Resolve,
                 command::Close, command::Reopen, command::Cancel, command::Postmortem, command::Undo, command::Health,
                 command::Version, command::Redact, command::OncallShow, command::OncallLoad, command::OncallFeed,
                 command::OverrideAdd, command::OverrideList, command::OverrideCancel, command::SwapOffer, command::SwapAnswer,
                 command::Snooze, command::Escalate, command::Assign,
                 command::RunbookStart, command::RunsShow, command::RunAct, command::RunbookList,
                 command::RunbookShow, command::RunbookSearch,
                 command::Import, command::ImportList, command::ImportAccept, command::SetCause>;

/// One of them. Named, with its copies, moves and end in command.cpp: bot/base/alternatives.hpp says why.
class Command : public CommandKind {
public:
    /// The first of the list, to be overwritten.
    Command();
    template <AlternativeOf<CommandKind> Kind>
    Command(Kind kind) : Command(alternatives::Place<Kind, CommandKind>::index(), &kind) {}

    Command(const Command&);
    Command(Command&&) noexcept;
    Command& operator=(const Command&);
    Command& operator=(Command&&) noexcept;
    ~Command();

private:
    Command(std::size_t index, void* kind);
};

struct ParsedCommand {
    Command command;
    IncidentNumber incident;  ///< the INC-42 of `note INC-42 …`; none: the channel's
    bool share = false;       ///< `--share`: a read that the whole channel shall see
    std::string verb;         ///< the verb's name in the table, never an alias; empty for Menu
    std::string when_echo;    ///< how a time was understood, `2026-11-22 14:05 CET`; empty if there was none

    bool operator==(const ParsedCommand&) const = default;
};

}  // namespace tocsin::handlers
