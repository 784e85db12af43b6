#include "bot/yaml/report.hpp"

#include <cstdlib>

namespace tocsin {
namespace {

struct Advice {
    std::string_view said;  ///< by yaml-cpp (exceptions.h), from its beginning
    std::string_view means;
};

constexpr Advice kAdvice[] = {
    {"illegal block entry", "a list item cannot begin here: give its `-` a line of its own, indented like the items beside it, below a key that ends with a colon"},
    {"illegal map key", "a key cannot begin here: indent it like the keys beside it, and put quotes round a value that holds a colon or begins with `?`"},
    {"illegal map value", "this colon is one too many: the line above may lack its own, a text that holds `: ` needs quotes, and keys that belong together are indented alike"},
    {"end of map not found", "this line is indented neither like the keys beside it nor like what belongs to one of them, or a text goes on after its closing quote or bracket"},
    {"end of map flow not found", "the `{` that is open here has no `}`, or a comma is missing before this place"},
    {"end of sequence not found", "this line is indented neither like the list items beside it nor like what belongs to one of them"},
    {"end of sequence flow not found", "the `[` that is open here has no `]`, or a comma is missing before this place"},
    {"illegal tab when looking for indentation", "there is a tab here: indent with spaces alone"},
    {"illegal flow end", "this bracket closes nothing: it has no partner, or is of the other kind"},
    {"illegal EOF in scalar", "the quotes that are open here are never closed"},
    {"illegal character in scalar", "put this text in quotes"},
    {"unknown token", "put quotes round a text that begins with this sign"},
    {"unknown escape character", "within double quotes a backslash means something: write two of them, or use single quotes"},
    {"the referenced anchor is not defined", "a text that begins with `*` needs quotes"},
};

}  // namespace

std::string yaml_mistake(std::string_view said) {
    // "end of map" begins "end of map flow" … as well: the longest one counts.
    const Advice* found = nullptr;
    for (const auto& advice : kAdvice)
        if (said.starts_with(advice.said) && (found == nullptr || advice.said.size() > found->said.size())) found = &advice;
    if (found == nullptr) return "this is no YAML: " + std::string(said);
    return std::string(found->means) + " (YAML: " + std::string(said) + ")";
}

std::optional<std::string> process_environment(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace tocsin
