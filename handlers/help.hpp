// Everything that explains the commands, made from the table of verbs: help in Slack and on a terminal, shell completion,
// the manifest's usage hint, docs/commands.md. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "bot/base/markup.hpp"
#include "handlers/grammar.hpp"

namespace tocsin::handlers {

/// `/incident note text… [--at TIME]`
std::string usage(const VerbSpec& verb, std::string_view command = "/incident");

struct HelpContext {
    std::string command = "/incident";
    std::string incident;  ///< `INC-42` if it is asked in that incident's channel; else empty
};
/// Every verb, by topic, with what to type first on top; at most 20 lines.
Markup help_menu(const HelpContext& context);
/// Examples first, then usage, options, aliases and who may; at most 20 lines.
Markup help_for(const VerbSpec& verb, std::string_view command = "/incident");
/// By name or alias; for a word that is neither, the nearest verb.
Markup help_for(std::string_view verb, std::string_view command = "/incident");

/// For `slash_commands.usage_hint` of the Slack app manifest.
std::string manifest_usage_hint();

enum class Shell : std::uint8_t { bash, zsh, fish };
/// Completes `program` with `subcommands`, and after its subcommand `incident` the verbs and their options.
std::string completion_script(Shell shell, std::string_view program, std::span<const std::string_view> subcommands);

/// docs/commands.md, byte for byte.
std::string markdown_reference();

}  // namespace tocsin::handlers
