// A form as Slack shows it (docs: surfaces/modals, reference/block-kit), and the three things that can be answered to one. The block's
// id is the field's name, so that values and errors need no translation. Stays within Slack's limits whatever it is given. Pure; any thread.
#pragma once

#include <span>
#include <string>

#include "bot/base/markup.hpp"
#include "bot/core/form.hpp"

namespace tocsin::slack {

/// The `view` of views.open: JSON, at most 250 kB and 100 blocks.
std::string form_view(const FormView& form, const Names& names);

/// `{"response_action":"errors",…}`: each beside its field. Not empty.
std::string form_errors(std::span<const FieldError> errors);
/// `{"response_action":"update",…}`: this form in place of the one that was sent.
std::string form_update(const FormView& form, const Names& names);
/// `{"options":[…]}`: the answer to block_suggestion; at most 100.
std::string menu_options(std::span<const FormOption> options);

}  // namespace tocsin::slack
