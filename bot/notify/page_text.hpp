// What a page says, for every means that carries words: the facts once, and their forms as subject, short message, speech and
// letter. Pure; any thread.
#pragma once

#include <string>

#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"
#include "bot/core/oncall_model.hpp"

namespace tocsin::notify {

/// One notification of one page, as of the moment it is sent.
struct PageFacts {
    IncidentNumber incident;
    std::string name;  ///< INC-42
    std::string severity, status, title, service;
    std::string reason;     ///< why somebody paged; may be empty
    std::string paged_by;   ///< a person's name; empty if it was the program itself
    std::string page;       ///< id within the incident
    int number = 0;         ///< of the notification within the page
    std::string person;     ///< whom it is for, by name; empty for a channel or policy
    oncall::Urgency urgency = oncall::Urgency::high;
    bool drill = false;
    bool test = false;
    Time requested_at;
    std::string channel_url, channel_name;
};

/// `INC-42 SEV1: Checkout is failing`
std::string subject_of(const PageFacts& facts);
/// Unique and the same at every attempt: `INC-42/P1/3`.
std::string key_of(const PageFacts& facts);
/// At most 320 septets of the GSM alphabet, so that it arrives in at most three parts whatever people typed. Ends with
/// `Reply ACK 42`, but for a test, which nobody has to answer.
std::string sms_of(const PageFacts& facts);
/// What a voice reads aloud.
std::string speech_of(const PageFacts& facts);
/// Several lines, ended by \n.
std::string letter_of(const PageFacts& facts);

/// The text in the GSM 03.38 alphabet: look-alikes for what it has not, `?` for the rest. Cut to `septets`.
std::string gsm_text(std::string_view text, std::size_t septets);
/// How many septets a text of that alphabet takes.
std::size_t gsm_length(std::string_view text);

}  // namespace tocsin::notify
