#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bot/base/text.hpp"
#include "handlers/parser_verbs.hpp"

namespace tocsin::handlers {
namespace {

/// Slack user ids are U or W and capitals and digits; nearly all have a digit, and names are rarely nine capitals long.
bool is_user_id(std::string_view s) {
    if (s.size() < 2 || (s[0] != 'U' && s[0] != 'W')) return false;
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (!std::ranges::all_of(s, [&](char c) { return digit(c) || (c >= 'A' && c <= 'Z'); })) return false;
    constexpr std::size_t kShortestWithoutDigit = 9;
    return s.size() >= kShortestWithoutDigit || std::ranges::any_of(s, digit);
}

bool is_email(std::string_view s) {
    const std::size_t at = s.find('@');
    return at != std::string_view::npos && at > 0 && s.find('.', at) != std::string_view::npos;
}

std::string without_end_punctuation(std::string s) {
    while (!s.empty() && std::string_view(".,:;!?").find(s.back()) != std::string_view::npos) s.pop_back();
    return s;
}

/// Sounds like a person even where a service could stand as well.
bool is_clearly_person(const Word& word) {
    const std::string_view value = text::trim(word.value);
    return value.starts_with('@') || keyword(value) == "me" || is_email(value);
}

Result<Command> parse_assignment(Arguments& arguments, Role role) {
    if (arguments.done())
        return arguments.wrong(fmt::format("Who shall be {0}? `{1}` takes it yourself.", name_of(role),
                                           role == Role::lead ? "lead me" : fmt::format("role {} me", name_of(role))));
    const Word who = arguments.take();
    if (!who.quoted && keyword(who.value) == "clear") return arguments.finish(command::AssignRole{role, std::nullopt});
    const auto person = person_in(who);
    if (!person) return arguments.wrong("That is no name of a person.");
    return arguments.finish(command::AssignRole{role, person});
}

Result<Command> parse_done(Arguments& arguments, bool followup) {
    arguments.take();
    std::string typed = keyword(arguments.peek().value);
    if (typed.starts_with('#')) typed.erase(0, 1);
    const auto number = text::parse_int(typed);
    if (!number || *number < 1) return arguments.wrong("`done` needs the number of one in the list.");
    arguments.take();
    return arguments.finish(command::TaskDone{ItemNumber(*number), followup});
}

bool is_mention(const Word& word) { return !word.quoted && word.value.size() > 1 && word.value.starts_with('@'); }

/// `… due friday`: takes `due` and what follows, if that is a time; else all of it is text.
bool take_due_tail(Arguments& arguments, command::TaskAdd& task) {
    constexpr std::size_t kLongestTail = 5;
    for (std::size_t tail = 2; tail <= std::min(kLongestTail, arguments.count()); ++tail) {
        const std::size_t at = arguments.count() - tail;
        if (at == 0 || arguments.peek(at).quoted || keyword(arguments.peek(at).value) != "due") continue;
        std::string typed = arguments.peek(at + 1).value;
        for (std::size_t i = at + 2; i < arguments.count(); ++i) typed += " " + arguments.peek(i).value;
        const auto due = arguments.future_time(typed);
        if (!due) return false;
        task.due = *due;
        arguments.drop_last(tail);
        return true;
    }
    return false;
}

bool take_owner_tail(Arguments& arguments, command::TaskAdd& task) {
    if (arguments.count() < 2 || !is_mention(arguments.peek(arguments.count() - 1))) return false;
    task.owner = person_in(arguments.peek(arguments.count() - 1));
    arguments.drop_last(1);
    return true;
}

/// The owner first (`@alice: roll back`) or last, the due time last, in either order. Options, if given, win.
void take_tails(Arguments& arguments, command::TaskAdd& task) {
    if (!task.owner && arguments.count() > 1 && is_mention(arguments.peek())) task.owner = person_in(arguments.take());
    for (bool more = true; more;)
        more = (!task.due && take_due_tail(arguments, task)) || (!task.owner && take_owner_tail(arguments, task));
}

Result<Command> parse_addition(Arguments& arguments, bool followup) {
    command::TaskAdd task;
    task.followup = followup;
    if (arguments.flag("--owner")) {
        task.owner = person_in(Word{0, 0, arguments.value("--owner"), true});
        if (!task.owner) return arguments.wrong("`--owner` needs the name of a person.");
    }
    task.due = arguments.time("--due");
    if (arguments.flag("--overdue")) return arguments.wrong("`--overdue` belongs to `list`.");
    if (!arguments.guarded()) take_tails(arguments, task);
    // All of it is who and until when: what is to be done is missing.
    const bool says_due = !arguments.guarded() && arguments.count() > 1 && !arguments.peek().quoted && keyword(arguments.peek().value) == "due" && !task.due;
    if (says_due) {
        std::string typed = arguments.peek(1).value;
        for (std::size_t i = 2; i < arguments.count(); ++i) typed += " " + arguments.peek(i).value;
        if (arguments.future_time(typed)) return arguments.wrong("What is to be done? Until when comes after it.");
    }
    if (!arguments.guarded() && arguments.count() == 1 && is_mention(arguments.peek())) return arguments.wrong("What is to be done? Who does it comes after it.");
    task.text = arguments.rest();
    if (task.text.empty())
        return arguments.wrong(fmt::format("A {} needs a text: what is to be done?", followup ? "follow-up" : "task"));
    return task;
}

Result<Command> parse_item(Arguments& arguments, bool followup) {
    if (arguments.guarded() || arguments.peek().quoted) return parse_addition(arguments, followup);
    const std::string first = keyword(arguments.peek().value);
    if (first == "done" && arguments.count() <= 2) return parse_done(arguments, followup);
    const bool describes_one = arguments.flag("--owner") || arguments.flag("--due");
    if (first == "list" && arguments.count() == 2) arguments.take_incident();
    const bool says_list = first == "list" && arguments.count() == 1;
    if (says_list && describes_one) return arguments.wrong("`list` takes `--overdue` and nothing else.");
    if (!says_list && (!arguments.done() || describes_one)) return parse_addition(arguments, followup);
    arguments.take();
    return arguments.finish(command::TaskList{followup, arguments.flag("--overdue")});
}

}  // namespace

std::optional<PersonRef> person_in(const Word& word) {
    std::string name(text::trim(word.value));
    if (name.starts_with('@')) name.erase(0, 1);
    if (!word.quoted) name = without_end_punctuation(std::move(name));
    if (keyword(name) == "me") return PersonRef{PersonRef::Kind::me, {}};
    if (is_user_id(name)) return PersonRef{PersonRef::Kind::user, std::move(name)};
    if (text::trim(name).empty()) return std::nullopt;
    return PersonRef{PersonRef::Kind::name, text::one_line(name)};
}

Result<Command> parse_lead(Arguments& arguments) { return parse_assignment(arguments, Role::lead); }

Result<Command> parse_role(Arguments& arguments) {
    const std::string typed = keyword(arguments.take().value);
    if (const auto role = words::find_in(words::kRole, typed)) return parse_assignment(arguments, *role);
    constexpr std::array<std::string_view, 3> names{"lead", "comms", "scribe"};
    const auto near = typed.size() < 40 ? text::nearest(typed, names) : std::nullopt;
    return arguments.wrong(fmt::format("{} The roles are lead, comms and scribe.{}",
                                       typed.empty() ? "Which role?" : fmt::format("`{}` is no role.", text::truncate(typed, 80)),
                                       near ? fmt::format(" Did you mean `{}`?", *near) : ""));
}

Result<Command> parse_join(Arguments& arguments) { return arguments.finish(command::Join{}); }

Result<Command> parse_leave(Arguments& arguments) { return arguments.finish(command::Leave{}); }

Result<Command> parse_page(Arguments& arguments) {
    command::Page page;
    page.test = arguments.flag("--test");
    page.at_once = arguments.flag("--yes");
    if (arguments.done())
        return arguments.wrong("Whom shall I page? Name a service, a policy, a schedule or a person.");
    const Word target = arguments.take();
    if (is_clearly_person(target)) page.person = person_in(target);
    else page.target = text::one_line(target.quoted ? target.value : without_end_punctuation(target.value));
    if (!page.person && page.target.empty()) return arguments.wrong("That is no name to page.");
    arguments.take_incident();
    page.reason = arguments.rest();
    return page;
}

Result<Command> parse_ack(Arguments& arguments) { return arguments.finish(command::Acknowledge{}); }

Result<Command> parse_escalate(Arguments& arguments) { return command::Escalate{arguments.rest()}; }

Result<Command> parse_assign(Arguments& arguments) {
    if (arguments.done()) return arguments.wrong("Who shall have it? `assign @user`.");
    const auto person = person_in(arguments.take());
    if (!person) return arguments.wrong("That is no name of a person.");
    arguments.take_incident();
    return command::Assign{*person, arguments.rest()};
}

Result<Command> parse_task(Arguments& arguments) { return parse_item(arguments, false); }

Result<Command> parse_followup(Arguments& arguments) { return parse_item(arguments, true); }

}  // namespace tocsin::handlers
