// A form as a typed value, like a button without authority of its own: what somebody may send with it is what they may type.
// Values; any thread. What each kind shows and means: handlers/forms. Encoded and drawn for Slack: slack/form_codec, slack/form_view.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bot/base/markup.hpp"
#include "bot/core/ids.hpp"
#include "bot/core/words.hpp"

namespace tocsin {

/// `runbook` asks which one, and is followed by `run`; `more` asks what to do of all that the card has no button for. `run_reason`: why a run or a step of it is answered so.
enum class FormKind : std::uint8_t {
    declare, update, resolve, severity, role, task, followup, key_time, note, run, close, reopen, page, runbook, details, postmortem, run_reason, cancel,
    status, link, related, merge, assign, snooze, escalate, redact, import_, override_, swap, more
};

namespace words {
inline constexpr Table<FormKind, 30> kFormKind{{{FormKind::declare, "declare"}, {FormKind::update, "update"},
                                               {FormKind::resolve, "resolve"}, {FormKind::severity, "severity"},
                                               {FormKind::role, "role"}, {FormKind::task, "task"},
                                               {FormKind::followup, "followup"}, {FormKind::key_time, "key_time"},
                                               {FormKind::note, "note"}, {FormKind::run, "run"},
                                               {FormKind::close, "close"}, {FormKind::reopen, "reopen"},
                                               {FormKind::page, "page"}, {FormKind::runbook, "runbook"},
                                               {FormKind::details, "details"}, {FormKind::postmortem, "postmortem"},
                                               {FormKind::run_reason, "run_reason"}, {FormKind::cancel, "cancel"},
                                               {FormKind::status, "status"}, {FormKind::link, "link"},
                                               {FormKind::related, "related"}, {FormKind::merge, "merge"},
                                               {FormKind::assign, "assign"}, {FormKind::snooze, "snooze"},
                                               {FormKind::escalate, "escalate"}, {FormKind::redact, "redact"},
                                               {FormKind::import_, "import"}, {FormKind::override_, "override"},
                                               {FormKind::swap, "swap"}, {FormKind::more, "more"}}};
}  // namespace words
constexpr std::string_view name_of(FormKind v) { return words::name_in(words::kFormKind, v); }

/// What stands in a form, by the field's name: option values, user ids, Unix seconds, or one text. A field that nobody filled in
/// has an empty list, or is not there.
using FormValues = std::map<std::string, std::vector<std::string>>;

/// What travels with a form that was opened, and comes back with it.
struct Form {
    FormKind kind = FormKind::declare;
    IncidentNumber incident;              ///< none: it belongs to none, or asks which
    Status seen_status = Status::triage;  ///< the incident's status when it was opened
    std::string argument;                 ///< run: the runbook's name; run_reason: `7 deny ok`; declare: `drill` or nothing; key_time, resolve, role: what was shown
    UserId person;                        ///< whom it was opened for
    Time opened_at;
    std::string answer_to;                ///< a response_url; empty where Slack gave none (global shortcut)
    bool prefilled = false;               ///< it was opened with something in its fields: a command's words, a message

    friend bool operator==(const Form&, const Form&) = default;
};

struct FormOption {
    std::string value, label, description;
    friend bool operator==(const FormOption&, const FormOption&) = default;
};

struct FormField {
    /// `suggestion`: a menu whose options are asked for while somebody types. `check`: one option, whose value is `yes`.
    enum class Kind : std::uint8_t { line, text, choice, suggestion, person, time, check };

    std::string name;                 ///< unique in its form
    Kind kind = Kind::line;
    std::string label, hint;
    bool optional = false;
    std::vector<FormOption> options;  ///< of a choice or a check
    std::string initial;              ///< as in FormValues; empty: nothing
    std::size_t max_length = 3000;    ///< of line and text, in bytes

    friend bool operator==(const FormField&, const FormField&) = default;
};

struct FormView {
    Form form;
    std::string title, submit;
    Markup intro;                     ///< above the fields; empty: nothing
    std::vector<FormField> fields;

    friend bool operator==(const FormView&, const FormView&) = default;
};

/// What is wrong with one field.
struct FieldError {
    std::string field, message;
    friend bool operator==(const FieldError&, const FieldError&) = default;
};

/// A form that is wanted, and what shall stand in it already.
struct WantedForm {
    Form form;
    FormValues values;
};

}  // namespace tocsin
