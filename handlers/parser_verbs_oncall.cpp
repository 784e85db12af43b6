// `oncall`, `override`, `swap`, `snooze`.
#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "handlers/parser_verbs.hpp"

namespace tocsin::handlers {
namespace {

constexpr std::size_t kShown = 80;

bool says(const Arguments& arguments, std::string_view word, std::size_t index = 0) {
    return !arguments.guarded() && !arguments.peek(index).quoted && keyword(arguments.peek(index).value) == word;
}

std::string take_name(Arguments& arguments) { return text::one_line(arguments.take().value); }

Result<ItemNumber> take_number(Arguments& arguments, std::string_view what) {
    std::string typed = keyword(arguments.peek().value);
    if (typed.starts_with('#')) typed.erase(0, 1);
    const auto number = text::parse_int(typed);
    if (!number || *number < 1) return arguments.wrong(fmt::format("`{}` needs a number.", what));
    arguments.take();
    return ItemNumber(*number);
}

Result<std::optional<Time>> option_date(const Arguments& arguments, std::string_view option) {
    if (!arguments.flag(option)) return std::nullopt;
    const auto at = parse_iso8601(arguments.value(option), arguments.context().zone);
    if (!at) return arguments.wrong(fmt::format("`{}` takes a date such as 2026-11-01.", option));
    return std::optional(std::chrono::floor<std::chrono::seconds>(*at));
}

Result<Command> parse_load(Arguments& arguments) {
    arguments.take();
    if (arguments.flag("--at")) return arguments.wrong("`load` takes `--from` and `--to`.");
    const auto from = option_date(arguments, "--from");
    const auto to = from ? option_date(arguments, "--to") : from;
    if (!to) return std::unexpected(to.error());
    if (*from && *to && **from >= **to) return arguments.wrong("`--to` must be after `--from`.");
    return arguments.finish(command::OncallLoad{*from, *to});
}

Result<Command> parse_feed(Arguments& arguments) {
    arguments.take();
    if (arguments.flag("--at") || arguments.flag("--from") || arguments.flag("--to")) return arguments.wrong("`feed` takes no time.");
    if (arguments.done() || says(arguments, "me")) {
        arguments.take();
        return arguments.finish(command::OncallFeed{});
    }
    return arguments.finish(command::OncallFeed{take_name(arguments)});
}

/// The words up to the next one of `ends`, in one piece.
std::string take_until(Arguments& arguments, std::initializer_list<std::string_view> ends) {
    std::string out;
    while (!arguments.done() && std::ranges::none_of(ends, [&](std::string_view end) { return says(arguments, end); }))
        out += (out.empty() ? "" : " ") + arguments.take().value;
    return out;
}

Result<Command> parse_window(Arguments& arguments, command::OverrideAdd command) {
    if (!says(arguments, "from")) return arguments.wrong("From when to when? `from 18:00 to 22:00`.");
    arguments.take();
    const std::string from = take_until(arguments, {"to", "until"});
    if (arguments.done()) return arguments.wrong("Until when? `from 18:00 to 22:00`.");
    arguments.take();
    const std::string until = take_until(arguments, {"instead"});
    const auto window = arguments.window(from, until);
    if (!window) return std::unexpected(window.error());
    command.from = window->from;
    command.until = window->until;
    if (says(arguments, "instead") && says(arguments, "of", 1)) {
        arguments.take();
        arguments.take();
        if (command.instead) return arguments.wrong("Instead of whom? It is there twice.");
        command.instead = person_in(arguments.take());
        if (!command.instead) return arguments.wrong("`instead of` needs the name of a person.");
    }
    if (command.remove + command.add + (command.instead ? 1 : 0) > 1)
        return arguments.wrong("`--add`, `--remove` and `instead of` exclude each other.");
    return arguments.finish(std::move(command));
}

}  // namespace

Result<Command> parse_oncall(Arguments& arguments) {
    if (says(arguments, "load")) return parse_load(arguments);
    if (says(arguments, "feed")) return parse_feed(arguments);
    if (arguments.flag("--from") || arguments.flag("--to")) return arguments.wrong("`--from` and `--to` belong to `load`.");
    command::OncallShow show;
    show.at = arguments.time("--at");
    if (show.at) show.at = std::chrono::floor<std::chrono::seconds>(*show.at);
    if (!arguments.done()) show.schedule = take_name(arguments);
    return arguments.finish(std::move(show));
}

Result<Command> parse_override(Arguments& arguments) {
    const bool described = arguments.flag("--instead") || arguments.flag("--layer") || arguments.flag("--add") || arguments.flag("--remove");
    if (!described && says(arguments, "list")) {
        arguments.take();
        return arguments.finish(command::OverrideList{arguments.done() ? "" : take_name(arguments)});
    }
    if (!described && says(arguments, "cancel")) {
        arguments.take();
        const auto number = take_number(arguments, "cancel");
        if (!number) return std::unexpected(number.error());
        return arguments.finish(command::OverrideCancel{*number});
    }
    command::OverrideAdd command;
    if (arguments.done()) return arguments.wrong("On which schedule, who, from when to when?");
    command.schedule = take_name(arguments);
    if (command.schedule.empty()) return arguments.wrong("On which schedule?");
    const auto person = arguments.done() || says(arguments, "from") ? std::nullopt : person_in(arguments.take());
    if (!person) return arguments.wrong("Who? A schedule is followed by a person.");
    command.person = *person;
    command.layer = text::one_line(arguments.value("--layer"));
    command.remove = arguments.flag("--remove");
    command.add = arguments.flag("--add");
    if (arguments.flag("--instead")) {
        command.instead = person_in(Word{0, 0, arguments.value("--instead"), true});
        if (!command.instead) return arguments.wrong("`--instead` needs the name of a person.");
    }
    return parse_window(arguments, std::move(command));
}

Result<Command> parse_swap(Arguments& arguments) {
    const bool accept = says(arguments, "accept");
    if (!arguments.flag("--from") && (accept || says(arguments, "decline"))) {
        arguments.take();
        const auto number = take_number(arguments, accept ? "accept" : "decline");
        if (!number) return std::unexpected(number.error());
        return arguments.finish(command::SwapAnswer{*number, accept});
    }
    command::SwapOffer offer;
    if (arguments.done()) return arguments.wrong("On which schedule, and with whom?");
    offer.schedule = take_name(arguments);
    if (offer.schedule.empty()) return arguments.wrong("On which schedule?");
    const auto person = arguments.done() ? std::nullopt : person_in(arguments.take());
    if (!person) return arguments.wrong("With whom? A schedule is followed by a person.");
    offer.person = *person;
    offer.from = arguments.time("--from");
    return arguments.finish(std::move(offer));
}

Result<Command> parse_snooze(Arguments& arguments) {
    if (arguments.done()) return arguments.wrong("Until when shall the waiting pages be silent?");
    if (arguments.count() == 1 && says(arguments, "off")) return command::Snooze{{}, true};
    const std::string typed = arguments.rest();
    const auto until = arguments.future_time(typed);
    if (!until) return arguments.wrong_time(text::truncate(typed, kShown), until.error());
    return command::Snooze{*until, false};
}

}  // namespace tocsin::handlers
