#include <fmt/format.h>

#include <array>

#include "bot/base/markup.hpp"
#include "bot/base/text.hpp"
#include "handlers/parser_verbs.hpp"

namespace tocsin::handlers {
namespace {

/// `INC-41`, and here, where nothing else can stand, also `41` and `#41`.
Result<IncidentNumber> take_incident(Arguments& arguments) {
    const Word word = arguments.take();
    const auto named = incident_reference(word.value, arguments.context().key);
    if (!named.none()) return named;
    std::string digits = keyword(word.value);
    if (digits.starts_with('#')) digits.erase(0, 1);
    const auto number = text::parse_int(digits);
    if (number && *number > 0) return IncidentNumber(*number);
    return arguments.wrong(word.value.empty() ? fmt::format("Which incident? Say for example {}-41.", arguments.context().key)
                                              : fmt::format("`{}` names no incident; it should look like {}-41.",
                                                            text::truncate(word.value, 80), arguments.context().key));
}

using PostmortemParser = Result<Command> (*)(Arguments&, command::Postmortem);

Result<Command> parse_pm_plain(Arguments& arguments, command::Postmortem pm) { return arguments.finish(std::move(pm)); }

Result<Command> parse_pm_link(Arguments& arguments, command::Postmortem pm) {
    pm.url = arguments.take().value;
    if (!is_safe_url(pm.url)) return arguments.wrong("`link` needs the address of the document, beginning with https://.");
    return arguments.finish(std::move(pm));
}

Result<Command> parse_pm_owner(Arguments& arguments, command::Postmortem pm) {
    pm.owner = person_in(arguments.take());
    if (!pm.owner) return arguments.wrong("`owner` needs a person after it: `@user` or `me`.");
    return arguments.finish(std::move(pm));
}

Result<Command> parse_pm_due(Arguments& arguments, command::Postmortem pm) {
    const auto due = arguments.future_time(arguments.rest_line());
    if (!due) return arguments.wrong_time("due", due.error());
    pm.due = *due;
    return pm;
}

Result<Command> parse_pm_review(Arguments& arguments, command::Postmortem pm) {
    std::string state = keyword(arguments.take().value);
    if (state == "in" && keyword(arguments.peek().value) == "review") state += "-" + keyword(arguments.take().value);
    pm.review = words::find_in(words::kReview, text::replace_all(std::move(state), "_", "-"));
    if (!pm.review) return arguments.wrong("`review` takes draft, in-review, reviewed or closed.");
    return arguments.finish(std::move(pm));
}

command::Postmortem with_action(command::PostmortemAction action) {
    command::Postmortem pm;
    pm.action = action;
    return pm;
}

struct PostmortemForm {
    std::string_view word;
    command::PostmortemAction action;
    PostmortemParser parse;
};
constexpr std::array<PostmortemForm, 7> kPostmortemForms{
    {{"show", command::PostmortemAction::show, parse_pm_plain},
     {"draft", command::PostmortemAction::draft, parse_pm_plain},
     {"export", command::PostmortemAction::export_, parse_pm_plain},
     {"link", command::PostmortemAction::link, parse_pm_link},
     {"owner", command::PostmortemAction::owner, parse_pm_owner},
     {"due", command::PostmortemAction::due, parse_pm_due},
     {"review", command::PostmortemAction::review, parse_pm_review}}};

}  // namespace

Result<Command> parse_note(Arguments& arguments) {
    command::Note note{arguments.rest(), arguments.time("--at")};
    if (note.text.empty()) return arguments.wrong("`note` needs a text: what happened?");
    return note;
}

Result<Command> parse_update(Arguments& arguments) {
    command::PublishUpdate update{arguments.rest(), arguments.time("--next")};
    if (update.text.empty()) return arguments.wrong("`update` needs a text: what shall stakeholders know?");
    return update;
}

Result<Command> parse_link(Arguments& arguments) {
    const std::string url = arguments.take().value;
    if (!is_safe_url(url))
        return arguments.wrong(url.empty() ? "`link` needs an address after it."
                                           : fmt::format("`{}` is no link; it should begin with https://.", text::truncate(url, 200)));
    return command::LinkAdd{url, arguments.rest_line()};
}

Result<Command> parse_related(Arguments& arguments) {
    // Of two the first is the incident that this is said of, as with every verb.
    if (arguments.count() == 2) arguments.take_incident();
    auto number = take_incident(arguments);
    if (!number) return std::unexpected(std::move(number.error()));
    return arguments.finish(command::Related{*number});
}

Result<Command> parse_merge(Arguments& arguments) {
    command::Merge merge;
    merge.at_once = arguments.flag("--yes");
    const auto at_into = [&] { return keyword(arguments.peek().value) == "into"; };
    if (!at_into()) {
        auto absorbed = take_incident(arguments);
        if (!absorbed) return std::unexpected(std::move(absorbed.error()));
        merge.absorbed = *absorbed;
    }
    if (at_into()) {
        arguments.take();
        auto target = take_incident(arguments);
        if (!target) return std::unexpected(std::move(target.error()));
        merge.target = *target;
    }
    if (merge.absorbed == merge.target) return arguments.wrong("An incident cannot be merged into itself.");
    return arguments.finish(merge);
}

Result<Command> parse_postmortem(Arguments& arguments) {
    if (arguments.done()) return command::Postmortem{};
    const std::string word = keyword(arguments.peek().value);
    for (const PostmortemForm& form : kPostmortemForms) {
        if (form.word != word) continue;
        arguments.take();
        return form.parse(arguments, with_action(form.action));
    }
    std::array<std::string_view, kPostmortemForms.size()> names{};
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = kPostmortemForms[i].word;
    const auto near = word.size() < 40 ? text::nearest(word, names) : std::nullopt;
    return arguments.wrong(fmt::format("`postmortem` does not know `{}`.{}", text::truncate(word, 80),
                                       near ? fmt::format(" Did you mean `{}`?", *near) : ""));
}

Result<Command> parse_redact(Arguments& arguments) {
    std::string typed = keyword(arguments.take().value);
    if (typed.starts_with('#')) typed.erase(0, 1);
    const auto seq = text::parse_int(typed);
    if (!seq || *seq < 1) return arguments.wrong("`redact` needs the number of an event in the timeline.");
    if (arguments.done()) return arguments.wrong("`redact` needs a reason: why must it go?");
    return command::Redact{EventSeq(*seq), arguments.rest()};
}

}  // namespace tocsin::handlers
