#include "handlers/help.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "bot/base/text.hpp"

namespace tocsin::handlers {
namespace {

constexpr std::array kTopics{Topic::start, Topic::run, Topic::people, Topic::record, Topic::finish, Topic::look, Topic::more};

void line(Markup& out, std::string_view command, std::string_view text) {
    out.code(fmt::format("{} {}", command, text)) << "\n";
}

std::string shown(const OptionSpec& option) {
    return option.shown.empty() ? std::string(option.name) : fmt::format("{} {}", option.name, option.shown);
}

std::string joined(std::span<const std::string_view> words) {
    return text::join(std::vector<std::string>(words.begin(), words.end()), ", ");
}

}  // namespace

std::string usage(const VerbSpec& verb, std::string_view command) {
    std::string out = fmt::format("{} {}", command, verb.name);
    if (!verb.arguments.empty()) out += fmt::format(" {}", verb.arguments);
    for (const OptionSpec& option : verb.options) out += fmt::format(" [{}]", shown(option));
    return out;
}

Markup help_menu(const HelpContext& context) {
    Markup out;
    if (context.incident.empty()) {
        line(out, context.command, "declare sev2 Checkout is failing");
        line(out, context.command, "list");
    } else {
        out << fmt::format("Here it is about {}.\n", context.incident);
        line(out, context.command, "note rolled back to 1.41");
        line(out, context.command, "status identified bad deploy of 14:02");
    }
    for (const Topic topic : kTopics) {
        out.bold(heading(topic)) << ":";
        for (const VerbSpec& verb : verbs())
            if (verb.topic == topic) (out << " ").code(verb.name);
        out << "\n";
    }
    out.code(fmt::format("{} help VERB", context.command)) << " shows examples. In an incident's channel a command is about that "
                                                              "incident; elsewhere name it after the verb: ";
    return out.code(fmt::format("{} show INC-42", context.command));
}

Markup help_for(const VerbSpec& verb, std::string_view command) {
    Markup out;
    for (std::string_view example : verb.examples) line(out, command, example);
    (out << fmt::format("{}.\nUsage: ", verb.summary)).code(usage(verb, command));
    for (const OptionSpec& option : verb.options) (out << "\n").code(shown(option)) << fmt::format(" {}", option.meaning);
    if (!verb.aliases.empty()) out << fmt::format("\nAlso: {}", joined(verb.aliases));
    return out << fmt::format("\nWho may: {}.", describe(verb.needs));
}

Markup help_for(std::string_view name, std::string_view command) {
    if (const VerbSpec* verb = find_verb(name)) return help_for(*verb, command);
    const std::string_view near = nearest_verb(name);
    constexpr std::size_t kShownWord = 80;
    Markup out(fmt::format("There is no verb `{}`. ", text::truncate(name, kShownWord)));
    if (near.empty()) return out.code(fmt::format("{} help", command)) << " lists the verbs.";
    return (out << "Did you mean ").code(near) << "?";
}

std::string manifest_usage_hint() {
    std::string out;
    for (const VerbSpec& verb : verbs()) out += (out.empty() ? "" : " | ") + std::string(verb.name);
    return out;
}

}  // namespace tocsin::handlers
