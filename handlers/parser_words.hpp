// The words of what was typed, each knowing where it stands, so that free text can be given back exactly as it was.
// Pure functions; any thread. The views are into the text that was split.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/core/ids.hpp"

namespace tocsin::handlers {

struct Word {
    std::size_t begin = 0, end = 0;  ///< its bytes in the text, quotes included
    std::string value;               ///< without its quotes and their escapes
    bool quoted = false;
};

/// Splits at white space, also at no-break and zero-width spaces. A quotation mark (straight or curly) at the start of a word
/// holds everything up to its partner together; one without a partner is an ordinary character. Inside straight quotes
/// `\"` and `\\` stand for themselves.
std::vector<Word> split_words(std::string_view text);

/// How verbs and keywords are compared: ASCII lower case, without invisible characters and the punctuation that
/// telephones add at the end (`Resolve.` → `resolve`).
std::string keyword(std::string_view typed);

/// `--at` for `--at`, `–at` and `—AT` (telephones turn two hyphens into a dash), `--at` and `14:05` for `--at=14:05`.
struct OptionWord {
    std::string name;
    std::optional<std::string> value;
};
std::optional<OptionWord> option_word(const Word& word);

/// `INC-42`, `inc42`, `Inc–42:`; none for everything else, also for INC-0.
IncidentNumber incident_reference(std::string_view typed, std::string_view key);

/// In straight quotes, so that split_words gives one word with this value.
std::string quote(std::string_view value);

/// Whether `value` would be one unquoted word with that value.
bool is_plain_word(std::string_view value);

}  // namespace tocsin::handlers
