#include "bot/notify/page_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"

namespace tocsin::notify {
namespace {

constexpr std::size_t kSms = 320;
constexpr std::size_t kSpokenTitle = 200;

/// ASCII that the alphabet has; the second group takes two septets each (GSM 03.38, extension table).
constexpr std::string_view kOne = "@$_!\"#%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz \n";
constexpr std::string_view kTwo = "^{}\\[~]|";

constexpr auto kLookAlikes = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"—", "-"}, {"–", "-"}, {"…", "..."}, {"“", "\""}, {"”", "\""}, {"„", "\""}, {"‘", "'"}, {"’", "'"}, {"·", "-"}, {"→", "->"},
    {"•", "-"}, {"\u00a0", " "}, {"`", "'"}, {"\t", " "},
    {"à", "a"}, {"á", "a"}, {"â", "a"}, {"ã", "a"}, {"ä", "a"}, {"å", "a"}, {"ą", "a"}, {"ă", "a"}, {"æ", "ae"}, {"ç", "c"}, {"ć", "c"}, {"č", "c"},
    {"ď", "d"}, {"è", "e"}, {"é", "e"}, {"ê", "e"}, {"ë", "e"}, {"ę", "e"}, {"ě", "e"}, {"ğ", "g"}, {"ì", "i"}, {"í", "i"}, {"î", "i"}, {"ï", "i"},
    {"ı", "i"}, {"ł", "l"}, {"ñ", "n"}, {"ń", "n"}, {"ň", "n"}, {"ò", "o"}, {"ó", "o"}, {"ô", "o"}, {"õ", "o"}, {"ö", "o"}, {"ő", "o"}, {"ø", "o"},
    {"œ", "oe"}, {"ř", "r"}, {"ś", "s"}, {"š", "s"}, {"ş", "s"}, {"ß", "ss"}, {"ť", "t"}, {"ù", "u"}, {"ú", "u"}, {"û", "u"}, {"ü", "u"}, {"ů", "u"},
    {"ű", "u"}, {"ý", "y"}, {"ź", "z"}, {"ż", "z"}, {"ž", "z"},
    {"À", "A"}, {"Á", "A"}, {"Â", "A"}, {"Ã", "A"}, {"Ä", "A"}, {"Å", "A"}, {"Ą", "A"}, {"Æ", "AE"}, {"Ç", "C"}, {"Ć", "C"}, {"Č", "C"}, {"È", "E"},
    {"É", "E"}, {"Ê", "E"}, {"Ë", "E"}, {"Ę", "E"}, {"Í", "I"}, {"Î", "I"}, {"İ", "I"}, {"Ł", "L"}, {"Ñ", "N"}, {"Ń", "N"}, {"Ó", "O"}, {"Ö", "O"},
    {"Ø", "O"}, {"Ř", "R"}, {"Ś", "S"}, {"Š", "S"}, {"Ş", "S"}, {"Ú", "U"}, {"Ü", "U"}, {"Ý", "Y"}, {"Ź", "Z"}, {"Ż", "Z"}, {"Ž", "Z"},
});

std::string_view gsm_of(std::string_view letter) {
    if (letter.size() == 1 && (kOne.contains(letter) || kTwo.contains(letter))) return letter;
    const auto known = std::ranges::find(kLookAlikes, letter, &std::pair<std::string_view, std::string_view>::first);
    return known == kLookAlikes.end() ? "?" : known->second;
}

constexpr std::string_view kNothingToDo = "Nothing is wrong, and nothing is to be done.";

std::string drill_mark(const PageFacts& facts) { return facts.drill ? "DRILL " : ""; }

bool is_ended(std::string_view text) { return text.ends_with('.') || text.ends_with('!') || text.ends_with('?') || text.ends_with("…"); }

/// Without the full stop that people end a sentence with, for what goes on after it.
std::string without_stop(std::string_view text) {
    std::string out = text::one_line(text);
    while (out.ends_with('.')) out.pop_back();
    return out;
}

/// Two sentences, the first of which ends once.
std::string joined(std::string first, std::string_view second) {
    if (first.empty() || second.empty()) return first + std::string(second);
    return std::move(first) + (is_ended(first) ? " " : ". ") + std::string(second);
}

std::string why_of(const PageFacts& facts) {
    std::string out = facts.paged_by.empty() ? text::one_line(facts.reason) : without_stop(facts.reason);
    if (facts.paged_by.empty()) return out;
    const std::string_view by = out.empty() ? "paged by " : is_ended(out) ? " Paged by " : ", paged by ";
    return out + std::string(by) + facts.paged_by;
}

std::string spoken(std::string_view text) {
    const std::string out = text::truncate(text::one_line(text), kSpokenTitle);
    return out + (is_ended(out) ? " " : ". ");
}

}  // namespace

std::size_t gsm_length(std::string_view text) {
    std::size_t out = 0;
    for (const char c : text) out += kTwo.contains(c) ? 2 : 1;
    return out;
}

std::string gsm_text(std::string_view text, std::size_t septets) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = std::max<std::size_t>(1, text::well_formed_length(text.substr(i)));
        out += gsm_of(text.substr(i, length));
        i += length;
    }
    if (gsm_length(out) <= septets) return out;
    while (!out.empty() && gsm_length(out) + 3 > septets) out.pop_back();
    return out + "...";
}

std::string subject_of(const PageFacts& facts) {
    if (facts.test) return "TEST " + facts.name + ": this is how a page reaches you";
    const std::string severity = facts.severity == "unset" || facts.severity.empty() ? "" : " " + facts.severity;
    return drill_mark(facts) + facts.name + severity + ": " + text::one_line(facts.title);
}

std::string key_of(const PageFacts& facts) { return fmt::format("{}/{}/{}", facts.name, facts.page, facts.number); }

std::string sms_of(const PageFacts& facts) {
    const std::string mark = fmt::format(" ({}-{})", facts.page, facts.number);
    if (facts.test) return gsm_text(joined(subject_of(facts), kNothingToDo), kSms - gsm_length(mark)) + mark;
    const std::string end = fmt::format("{} Reply ACK {}", mark, facts.incident.value);
    std::string what = subject_of(facts);
    if (!facts.service.empty()) what = without_stop(what) + " [" + facts.service + "]";
    what = joined(std::move(what), why_of(facts));
    return gsm_text(what, kSms - gsm_length(end)) + end;
}

std::string speech_of(const PageFacts& facts) {
    if (facts.test) return fmt::format("This is a test. {} ", kNothingToDo);
    std::string out = facts.drill ? "This is a drill. " : "";
    out += fmt::format("Incident {}. ", facts.incident.value);
    if (facts.severity.starts_with("SEV")) out += fmt::format("Severity {}. ", facts.severity.substr(3));
    out += spoken(facts.title);
    if (!facts.reason.empty()) out += spoken(facts.reason);
    return out;
}

std::string letter_of(const PageFacts& facts) {
    std::string out;
    const auto line = [&](std::string_view label, const std::string& value) {
        if (!value.empty()) out += fmt::format("{:<10}{}\n", label, text::one_line(value));
    };
    if (facts.test) return fmt::format("This is a test of how a page reaches you, asked for by {} ({}). {}\n", facts.paged_by.empty() ? "tocsin" : facts.paged_by, facts.name, kNothingToDo);
    if (facts.drill) out += "This is a drill. Nothing is broken.\n\n";
    out += fmt::format("You are being paged for {}.\n\n", facts.name);
    line("What", facts.title);
    line("Severity", facts.severity);
    line("Status", facts.status);
    line("Service", facts.service);
    line("Why", facts.reason);
    line("Paged by", facts.paged_by);
    line("Paged at", format_utc_second(facts.requested_at) + " UTC");
    line("Channel", facts.channel_url);
    out += fmt::format("\nAnswer with /incident ack {} in Slack, or by replying ACK {} to its text message. A reply to this e-mail reaches nobody.\n", facts.name,
                       facts.incident.value);
    return out;
}

}  // namespace tocsin::notify
