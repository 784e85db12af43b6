#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bot/base/text.hpp"
#include "handlers/parser_verbs.hpp"

namespace tocsin::handlers {
namespace {

std::string with_plain_dashes(std::string s) {
    return text::replace_all(text::replace_all(std::move(s), "–", "-"), "—", "-");
}

/// The digits of `sev2`, `sev-2` or `severity2`; empty if it is not of that form. Of `p2` too, which is how PagerDuty says it; what is not
/// from 1 to 5, such as `p99`, is another word.
std::string_view severity_digits(std::string_view word) {
    if (word.size() == 2 && word[0] == 'p' && word[1] >= '1' && word[1] <= '5') return word.substr(1);
    for (std::string_view prefix : {"severity-", "severity", "sev-", "sev"}) {
        if (!word.starts_with(prefix)) continue;
        word.remove_prefix(prefix.size());
        const bool digits = !word.empty() && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
        return digits ? word : std::string_view();
    }
    return {};
}

std::optional<Severity> severity_of_digits(std::string_view digits) {
    if (digits.size() != 1 || digits[0] < '1' || digits[0] > '5') return std::nullopt;
    return static_cast<Severity>(digits[0] - '0');
}

bool is_number(std::string_view s) { return text::parse_int(s).has_value(); }

/// What a person may mean by a word that `status` does not take.
std::string_view verb_for_status(std::string_view word) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> verbs{
        {{"closed", "close"}, {"close", "close"}, {"canceled", "cancel REASON"}, {"cancelled", "cancel REASON"},
         {"cancel", "cancel REASON"}, {"open", "reopen REASON"}, {"reopened", "reopen REASON"}}};
    const auto found = std::ranges::find(verbs, word, &std::pair<std::string_view, std::string_view>::first);
    return found == verbs.end() ? std::string_view() : found->second;
}

constexpr std::array<std::pair<std::string_view, Status>, 5> kStatusWords{{{"investigating", Status::investigating},
                                                                           {"identified", Status::identified},
                                                                           {"monitoring", Status::monitoring},
                                                                           {"mitigated", Status::monitoring},
                                                                           {"resolved", Status::resolved}}};

std::unexpected<Error> no_status(const Arguments& arguments, std::string_view word) {
    const std::string shown = text::truncate(word, 80);
    if (word == "triage") return arguments.wrong("`triage` is where incidents begin; it cannot be set.");
    if (const auto verb = verb_for_status(word); !verb.empty())
        return arguments.wrong(fmt::format("`{}` is a verb of its own: `{} {}`.", shown, arguments.context().command, verb));
    std::array<std::string_view, kStatusWords.size()> names{};
    std::ranges::transform(kStatusWords, names.begin(), [](const auto& entry) { return entry.first; });
    const auto near = shown.size() < 40 ? text::nearest(shown, names) : std::nullopt;
    return arguments.wrong(fmt::format("`{}` is no status.{}", shown, near ? fmt::format(" Did you mean `{}`?", *near) : ""));
}

Result<Command> parse_key_time(Arguments& arguments, KeyTime which) {
    const std::string typed = arguments.rest_line();
    if (typed.empty()) return arguments.wrong(fmt::format("`set {}` needs a time after it.", name_of(which)));
    if (keyword(typed) == "clear") return command::SetTime{which, std::nullopt};
    const auto at = arguments.past_time(typed);
    if (!at) return arguments.wrong_time(name_of(which), at.error());
    return command::SetTime{which, *at};
}

}  // namespace

std::optional<Severity> severity_in(std::string_view typed) {
    const std::string word = with_plain_dashes(keyword(typed));
    if (const auto bare = severity_of_digits(word)) return bare;
    return severity_of_digits(severity_digits(word));
}

Result<std::optional<Severity>> take_severity(Arguments& arguments, bool bare) {
    if (arguments.peek().quoted) return std::nullopt;
    const std::string word = with_plain_dashes(keyword(arguments.peek().value));
    const std::string next = keyword(arguments.peek(1).value);
    std::string digits(severity_digits(word));
    std::size_t words = 1;
    if (bare && is_number(word)) digits = word;
    if ((word == "sev" || word == "severity") && is_number(next)) {
        digits = next;
        words = 2;
    }
    if (digits.empty()) return std::nullopt;
    const auto severity = severity_of_digits(digits);
    if (!severity) return arguments.wrong(fmt::format("There is no SEV{}: severities go from SEV1 (worst) to SEV5.", text::truncate(digits, 20)));
    for (std::size_t i = 0; i < words; ++i) arguments.take();
    return severity;
}

Result<Command> parse_declare(Arguments& arguments) {
    command::Declare declare;
    if (arguments.flag("--sev")) {
        declare.severity = severity_in(arguments.value("--sev"));
        if (!declare.severity) return arguments.wrong("`--sev` takes a severity from 1 to 5.");
    } else if (!arguments.guarded()) {
        auto severity = take_severity(arguments, false);
        if (!severity) return std::unexpected(std::move(severity.error()));
        declare.severity = *severity;
    }
    declare.service = ServiceName(text::one_line(arguments.value("--service")));
    declare.private_ = arguments.flag("--private");
    declare.drill = arguments.flag("--drill");
    declare.title = arguments.rest_line();
    return declare;
}

Result<Command> parse_status(Arguments& arguments) {
    if (arguments.done()) return command::Show{};
    const std::string word = keyword(arguments.take().value);
    const auto found = std::ranges::find(kStatusWords, word, &std::pair<std::string_view, Status>::first);
    if (found == kStatusWords.end()) return no_status(arguments, word);
    return command::SetStatus{found->second, arguments.rest(), word == "mitigated"};
}

Result<Command> parse_severity(Arguments& arguments) {
    auto severity = take_severity(arguments, true);
    if (!severity) return std::unexpected(std::move(severity.error()));
    if (!*severity) return arguments.wrong("`sev` needs a severity from 1 (worst) to 5 after it.");
    return command::SetSeverity{**severity, arguments.rest()};
}

Result<Command> parse_resolve(Arguments& arguments) { return command::Resolve{arguments.rest()}; }

Result<Command> parse_close(Arguments& arguments) { return command::Close{arguments.rest()}; }

Result<Command> parse_reopen(Arguments& arguments) {
    if (arguments.done()) return arguments.wrong("`reopen` needs a reason: what came back?");
    return command::Reopen{arguments.rest()};
}

Result<Command> parse_cancel(Arguments& arguments) {
    if (arguments.done()) return arguments.wrong("`cancel` needs a reason: why was it no incident?");
    return command::Cancel{arguments.rest()};
}

Result<Command> parse_set(Arguments& arguments) {
    const std::string field = keyword(arguments.take().value);
    if (field == "declared") return arguments.wrong("`declared` is when the incident was declared here; it cannot be set.");
    if (const auto which = words::find_in(words::kKeyTime, field)) return parse_key_time(arguments, *which);
    constexpr std::array<std::string_view, 9> fields{"title",    "summary",      "cause",     "service", "started",
                                                     "detected", "acknowledged", "mitigated", "resolved"};
    if (std::ranges::find(fields, field) == fields.end()) {
        const auto near = field.size() < 40 ? text::nearest(field, fields) : std::nullopt;
        return arguments.wrong(field.empty() ? "`set` needs to know what to set."
                                             : fmt::format("`{}` cannot be set.{}", text::truncate(field, 80),
                                                           near ? fmt::format(" Did you mean `{}`?", *near) : ""));
    }
    if (arguments.done()) return arguments.wrong(fmt::format("`set {}` needs its new text after it.", field));
    if (field == "summary") return command::SetSummary{arguments.rest()};
    if (field == "cause") return command::SetCause{arguments.rest()};
    std::string line = arguments.rest_line();
    if (line.empty()) return arguments.wrong(fmt::format("`set {}` needs its new text after it.", field));
    if (field == "title") return command::SetTitle{std::move(line)};
    return command::SetService{ServiceName(std::move(line))};
}

Result<Command> parse_undo(Arguments& arguments) { return arguments.finish(command::Undo{}); }

}  // namespace tocsin::handlers
