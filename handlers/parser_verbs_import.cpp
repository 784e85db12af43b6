// `import`: what is typed after it.
#include <fmt/format.h>

#include "bot/base/text.hpp"
#include "handlers/parser_verbs.hpp"

namespace tocsin::handlers {
namespace {

constexpr std::int64_t kHighest = 1'000'000;

std::optional<std::int64_t> number_in(std::string_view typed) {
    if (typed.starts_with('#')) typed.remove_prefix(1);
    const auto number = text::parse_int(typed);
    return number && *number >= 1 && *number <= kHighest ? number : std::nullopt;
}

std::optional<command::NumberRange> range_in(std::string_view typed) {
    const auto dash = typed.find('-');
    const auto first = number_in(typed.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : number_in(typed.substr(dash + 1));
    if (!first || !last || *first > *last) return std::nullopt;
    return command::NumberRange{*first, *last};
}

Result<Command> parse_accept(Arguments& arguments) {
    command::ImportAccept accept;
    if (keyword(arguments.peek().value) == "all") {
        arguments.take();
        accept.all = true;
        return arguments.finish(std::move(accept));
    }
    while (!arguments.done()) {
        const std::string word = arguments.take().value;
        for (const auto part : text::split(word, ',')) {
            if (part.empty()) continue;
            const auto range = range_in(part);
            if (!range) return arguments.wrong(fmt::format("`{}` is no number of a message, such as 3 or 1-5.", text::truncate(part, 40)));
            accept.ranges.push_back(*range);
        }
    }
    if (accept.ranges.empty()) return arguments.wrong("`import accept` needs numbers of messages, such as 1-5, or `all`.");
    return accept;
}

}  // namespace

Result<Command> parse_import(Arguments& arguments) {
    const std::string word = keyword(arguments.peek().value);
    if (word == "accept") {
        arguments.take();
        return parse_accept(arguments);
    }
    if (word == "list") {
        arguments.take();
        return arguments.finish(command::ImportList{});
    }
    command::Import import{arguments.time("--from"), arguments.time("--to")};
    if (import.from && import.to && *import.to < *import.from) return arguments.wrong("`--to` lies before `--from`.");
    return arguments.finish(import);
}

}  // namespace tocsin::handlers
