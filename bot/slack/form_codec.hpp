// The one place where a Form becomes what Slack stores in a view (callback_id and private_metadata), and becomes a Form again.
// Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "bot/base/error.hpp"
#include "bot/core/form.hpp"

namespace tocsin::slack {

struct EncodedForm {
    std::string callback_id;       ///< `tocsin.form.update`
    std::string private_metadata;  ///< eight lines; at most 3,000 bytes, Slack's limit
};

/// Without `answer_to` if it does not fit.
EncodedForm encode_form(const Form& form);

/// Whether a view is a form of ours, readable or not.
bool is_form(std::string_view callback_id);

/// invalid_argument for everything that `encode_form` would not have made; the hint tells the person to use a command.
Result<Form> decode_form(std::string_view callback_id, std::string_view private_metadata);

}  // namespace tocsin::slack
