// The answer to a command, button or webhook: typed, so that Slack, the API and the CLI each render it their own way.
// It is stored beside the delivery's key, so that a repeat gets the same answer (design G2). Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bot/base/error.hpp"
#include "bot/base/markup.hpp"
#include "bot/core/button.hpp"
#include "bot/core/form.hpp"
#include "bot/core/ids.hpp"

namespace tocsin {

/// A button offered beside an answer, such as the confirmation of a page.
struct Offer {
    Button button;
    std::string label;
    bool danger = false;
    friend bool operator==(const Offer&, const Offer&) = default;
};

struct Reply {
    bool ok = true;
    Errc error = Errc::invalid_argument;  ///< meaningful only if !ok
    Markup text;
    IncidentNumber incident;              ///< the incident it is about, or none
    bool shared = false;                  ///< to be seen by the whole channel (`--share`)
    bool with_card = false;               ///< show the incident's card instead of `text`
    std::vector<Offer> offers;
    std::string data;                     ///< JSON for programs; empty if there is none
    /// A form to open (`ok`) or to show anew (`!ok`), for the door that can; whoever cannot shows `text`. Not kept beside the key: a
    /// repeat opens nothing.
    std::optional<FormView> form;
    /// What is wrong with a form that was sent. Not kept either: a refused form has no key.
    std::vector<FieldError> field_errors;

    friend bool operator==(const Reply&, const Reply&) = default;
};

/// The offer without which nothing is done; null if all offers are further steps.
inline const Offer* question_in(const Reply& reply) {
    for (const Offer& offer : reply.offers)
        if (offer.button.action == ButtonAction::confirm_page || offer.button.action == ButtonAction::confirm_merge) return &offer;
    return nullptr;
}

inline Reply say(Markup text, IncidentNumber incident = {}) {
    Reply reply;
    reply.text = std::move(text);
    reply.incident = incident;
    return reply;
}

/// An error as an answer: what was wrong, then what to do.
inline Reply refuse(const Error& error, IncidentNumber incident = {}) {
    Reply reply;
    reply.ok = false;
    reply.error = error.code;
    reply.text << error.message;
    if (!error.hint.empty()) reply.text << "\n" << error.hint;
    reply.incident = incident;
    return reply;
}

}  // namespace tocsin
