// A button as a typed value (issue: buttons carry no authority). It names what was shown when it was made, so that an
// old button on an incident that moved on can be recognised. Values; any thread. Encoded and decoded in slack/button_codec.
#pragma once

#include <optional>
#include <string>

#include "bot/core/ids.hpp"
#include "bot/core/words.hpp"

namespace tocsin {

/// `confirm_merge`: PagerDuty's incidents become one as well. `acknowledge_page`: from the message that pages somebody; whatever the
/// incident's status, it is an answer. `accept_swap`, `decline_swap`: from the offer of a swap; they belong to no incident.
/// `answer_run`: what is typed after `runs`, such as `7 approve ok`; the run itself knows whether it is still asked. `start_run`: a runbook that was offered.
/// `finish_item`: a task or follow-up of the incident is done, by its number. `accept_import`: what is typed after `import accept`. `open_form`: the kind of form, and of `run` the runbook's name after a space. `say`: a command
/// as it is typed; what somebody may type, they may press.
enum class ButtonAction : std::uint8_t {
    acknowledge, set_status, join, resolve, confirm_page, acknowledge_page, confirm_merge, accept_swap, decline_swap, answer_run, start_run, accept_import, open_form, say,
    finish_item
};

namespace words {
inline constexpr Table<ButtonAction, 15> kButtonAction{{{ButtonAction::acknowledge, "acknowledge"}, {ButtonAction::set_status, "set_status"},
                                                       {ButtonAction::join, "join"}, {ButtonAction::resolve, "resolve"},
                                                       {ButtonAction::confirm_page, "confirm_page"},
                                                       {ButtonAction::acknowledge_page, "acknowledge_page"},
                                                       {ButtonAction::confirm_merge, "confirm_merge"},
                                                       {ButtonAction::accept_swap, "accept_swap"}, {ButtonAction::decline_swap, "decline_swap"},
                                                       {ButtonAction::answer_run, "answer_run"}, {ButtonAction::start_run, "start_run"},
                                                       {ButtonAction::accept_import, "accept_import"},
                                                       {ButtonAction::open_form, "open_form"}, {ButtonAction::say, "say"},
                                                       {ButtonAction::finish_item, "finish_item"}}};
}  // namespace words

struct Button {
    ButtonAction action = ButtonAction::acknowledge;
    IncidentNumber incident;
    Status seen_status = Status::triage;    ///< the incident's status when the button was drawn
    std::optional<Status> status;           ///< for set_status
    /// For confirm_page and confirm_merge: the command, as typed; for acknowledge_page: the page; for a swap: its number;
    /// for answer_run: what follows `runs`; for start_run: the runbook's name; for open_form: the form; for say: the command;
    /// for finish_item: the number.
    std::string argument;
    friend bool operator==(const Button&, const Button&) = default;
};

}  // namespace tocsin
