// The longer texts made from the table: shell completion and docs/commands.md.
#include <fmt/format.h>

#include <vector>

#include "bot/base/text.hpp"
#include "handlers/forms.hpp"
#include "handlers/help.hpp"

namespace tocsin::handlers {
namespace {

std::string spaced(std::span<const std::string_view> words) {
    return text::join(std::vector<std::string>(words.begin(), words.end()), " ");
}

std::string verb_names() {
    std::vector<std::string> names;
    for (const VerbSpec& verb : verbs()) names.emplace_back(verb.name);
    return text::join(names, " ");
}

std::string option_names(const VerbSpec& verb) {
    std::vector<std::string> names;
    for (const OptionSpec& option : verb.options) names.emplace_back(option.name);
    return text::join(names, " ");
}

/// One `verb|alias) … ;;` line for each verb that has options.
std::string option_cases(std::string_view indent, std::string_view before, std::string_view after) {
    std::string out;
    for (const VerbSpec& verb : verbs()) {
        if (verb.options.empty()) continue;
        std::string names(verb.name);
        for (std::string_view alias : verb.aliases) names += fmt::format("|{}", alias);
        out += fmt::format("{}{}) {}{}{} ;;\n", indent, names, before, option_names(verb), after);
    }
    return out;
}

std::string bash_script(std::string_view program, std::string_view subcommands) {
    return fmt::format(
        "# bash completion for {0}\n"
        "_{0}() {{\n"
        "    local word=${{COMP_WORDS[COMP_CWORD]}} choices=\n"
        "    if [ \"$COMP_CWORD\" -eq 1 ]; then choices='{1}'\n"
        "    elif [ \"${{COMP_WORDS[1]}}\" != incident ]; then return\n"
        "    elif [ \"$COMP_CWORD\" -eq 2 ]; then choices='{2}'\n"
        "    else\n"
        "        case ${{COMP_WORDS[2]}} in\n"
        "{3}"
        "        esac\n"
        "    fi\n"
        "    COMPREPLY=($(compgen -W \"$choices\" -- \"$word\"))\n"
        "}}\n"
        "complete -F _{0} {0}\n",
        program, subcommands, verb_names(), option_cases("            ", "choices='", "'"));
}

std::string zsh_script(std::string_view program, std::string_view subcommands) {
    return fmt::format(
        "#compdef {0}\n"
        "_{0}() {{\n"
        "    if (( CURRENT == 2 )); then compadd -- {1}\n"
        "    elif [[ $words[2] != incident ]]; then _files\n"
        "    elif (( CURRENT == 3 )); then compadd -- {2}\n"
        "    else\n"
        "        case $words[3] in\n"
        "{3}"
        "        esac\n"
        "    fi\n"
        "}}\n"
        "compdef _{0} {0}\n",
        program, subcommands, verb_names(), option_cases("            ", "compadd -- ", ""));
}

/// For between single quotes in fish.
std::string fish_quoted(std::string_view s) { return text::replace_all(std::string(s), "'", "\\'"); }

std::string fish_script(std::string_view program, std::string_view subcommands) {
    std::string out = fmt::format("# fish completion for {0}\ncomplete -c {0} -f\n"
                                  "complete -c {0} -n __fish_use_subcommand -a '{1}'\n", program, subcommands);
    const std::string after_incident = "__fish_seen_subcommand_from incident";
    for (const VerbSpec& verb : verbs()) {
        out += fmt::format("complete -c {} -n '{}; and not __fish_seen_subcommand_from {}' -a {} -d '{}'\n", program, after_incident,
                           verb_names(), verb.name, fish_quoted(verb.summary));
        for (const OptionSpec& option : verb.options)
            out += fmt::format("complete -c {} -n '{}; and __fish_seen_subcommand_from {}' -l {}{} -d '{}'\n", program, after_incident,
                               verb.name, option.name.substr(2), option.value == OptionValue::flag ? "" : " -r",
                               fish_quoted(option.meaning));
    }
    return out;
}

/// `|` would end a table's cell, `<` could begin a tag.
std::string cell(std::string_view s) { return text::replace_all(text::replace_all(std::string(s), "|", "\\|"), "<", "&lt;"); }

std::string markdown_section(const VerbSpec& verb) {
    std::string out = fmt::format("\n## {}\n\n{}.\n\n```\n{}\n```\n\nExamples:\n\n```\n", verb.name, verb.summary, usage(verb));
    for (std::string_view example : verb.examples) out += fmt::format("/incident {}\n", example);
    out += "```\n";
    if (!verb.options.empty()) out += "\n| option | meaning |\n|---|---|\n";
    for (const OptionSpec& option : verb.options)
        out += fmt::format("| `{}{}{}` | {} |\n", option.name, option.shown.empty() ? "" : " ", option.shown, cell(option.meaning));
    if (!verb.aliases.empty()) {
        std::vector<std::string> names;
        for (std::string_view alias : verb.aliases) names.push_back(fmt::format("`{}`", alias));
        out += fmt::format("\nAlso: {}.\n", text::join(names, ", "));
    }
    if (verb.form) out += fmt::format("\nForm: “{}”, where the words are missing or from a button.\n", spec_of(*verb.form).title);
    return out + fmt::format("\nWho may: {}.\n", describe(verb.needs));
}

}  // namespace

std::string completion_script(Shell shell, std::string_view program, std::span<const std::string_view> subcommands) {
    const std::string first = spaced(subcommands);
    switch (shell) {
        case Shell::bash: return bash_script(program, first);
        case Shell::zsh: return zsh_script(program, first);
        case Shell::fish: return fish_script(program, first);
    }
    return {};
}

std::string markdown_reference() {
    std::string out =
        "# Commands\n\n"
        "Made from the table in `handlers/grammar.cpp`; a test compares them. The command line takes the same verbs:\n"
        "`tocsin incident VERB …`.\n\n"
        "In an incident's channel a command is about that incident; elsewhere name it: `/incident note INC-42 text…`.\n"
        "Case does not matter, an em dash is taken for `--`, and a bare time such as `14:05` is the latest past one in your\n"
        "zone. An option is recognised anywhere as a word of its own; in quotation marks, or after a `--` that comes first,\n"
        "it is text.\n\n"
        "A verb that has a form opens it in Slack when arguments are left out that it cannot do without (`resolve`, `close` and\n"
        "`task` can); the buttons of an incident's card and the app's shortcuts open forms too. What is sent with a form does\n"
        "what the command does.\n\n"
        "| verb | does | who may |\n|---|---|---|\n";
    for (const VerbSpec& verb : verbs())
        out += fmt::format("| [`{0}`](#{0}) | {1} | {2} |\n", verb.name, cell(verb.summary), cell(describe(verb.needs)));
    for (const VerbSpec& verb : verbs()) out += markdown_section(verb);
    return out;
}

}  // namespace tocsin::handlers
