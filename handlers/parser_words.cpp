#include "handlers/parser_words.hpp"

#include <algorithm>
#include <array>

#include "bot/base/run_length.hpp"
#include "bot/base/text.hpp"

namespace tocsin::handlers {
namespace {

constexpr std::string_view kEnDash = "–";
constexpr std::string_view kEmDash = "—";

/// White space that is more than one byte: no-break, narrow no-break, thin, figure, ideographic and line separators.
constexpr std::array<std::string_view, 6> kWideSpaces{"\u00A0", "\u202F", "\u2009", "\u2007", "\u3000", "\u2028"};
/// Characters without a width: zero-width space, byte order mark, word joiner, direction marks and isolates.
/// Not the zero-width joiner, which holds emoji together.
constexpr std::array<std::string_view, 13> kInvisible{"\u200B", "\uFEFF", "\u2060", "\u200E", "\u200F", "\u202A", "\u202B",
                                                      "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2069"};

/// The set's member that `s` begins with, in bytes; 0 if there is none.
template <std::size_t N>
std::size_t prefix_length(std::string_view s, const std::array<std::string_view, N>& set) {
    // No member begins with ASCII; nearly every character is done with here.
    if (static_cast<unsigned char>(s.front()) < 0x80) return 0;
    for (std::string_view candidate : set)
        if (s.starts_with(candidate)) return candidate.size();
    return 0;
}

/// Neither white space nor the sign after which a quoted value may stand.
bool is_word_byte(char c) { return c > ' ' && c != '='; }  // what is not ASCII is below ' '

std::size_t space_length(std::string_view s) {
    if (s.empty()) return 0;
    const char c = s.front();
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v') return 1;
    return prefix_length(s, kWideSpaces);
}

struct Quotes {
    std::string_view open;
    std::array<std::string_view, 3> close;  ///< people and keyboards mix them; unused ones are empty
};
constexpr std::array<Quotes, 4> kQuotes{{{"\"", {"\"", "", ""}}, {"“", {"”", "\"", "“"}}, {"„", {"“", "”", "\""}},
                                         {"”", {"”", "\"", ""}}}};

constexpr std::string_view kAfterQuote = ".,:;!?)";
constexpr std::size_t kNowhere = std::string_view::npos;

class Splitter {
public:
    explicit Splitter(std::string_view text) : text_(text) {}

    std::vector<Word> split() {
        while (skip_space()) words_.push_back(next());
        return std::move(words_);
    }

private:
    bool skip_space() {
        while (at_ < text_.size()) {
            const std::size_t length = space_length(text_.substr(at_));
            if (length == 0) return true;
            at_ += length;
        }
        return false;
    }

    Word next() {
        if (auto word = quoted()) return *std::move(word);
        return plain();
    }

    Word plain() {
        Word word;
        word.begin = at_;
        while (true) {
            at_ += text::run_length(text_.substr(at_), is_word_byte);
            if (at_ == text_.size() || space_length(text_.substr(at_)) != 0) break;
            const bool equals = text_[at_++] == '=' && (is_option_so_far(word.begin) || is_name_so_far(word.begin));
            if (!equals) continue;
            const std::string name(text_.substr(word.begin, at_ - word.begin));
            if (auto value = quoted()) {
                word.value = name + value->value;
                word.end = at_;
                return word;
            }
        }
        word.end = at_;
        word.value = text_.substr(word.begin, word.end - word.begin);
        return word;
    }

    bool is_option_so_far(std::size_t begin) const {
        const std::string_view so_far = text_.substr(begin, at_ - begin);
        return so_far.starts_with("--") || so_far.starts_with(kEnDash) || so_far.starts_with(kEmDash);
    }

    /// `name=`, as the parameters of a runbook are written.
    bool is_name_so_far(std::size_t begin) const {
        const std::string_view so_far = text_.substr(begin, at_ - 1 - begin);
        const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
        return !so_far.empty() && std::ranges::all_of(so_far, fits);
    }

    /// From an opening mark at `at_` to its partner; nothing, and nothing consumed, if there is none.
    std::optional<Word> quoted() {
        for (std::size_t kind = 0; kind < kQuotes.size(); ++kind)
            if (at_ < unpaired_from_[kind] && text_.substr(at_).starts_with(kQuotes[kind].open)) return quoted(kind);
        return std::nullopt;
    }

    std::optional<Word> quoted(std::size_t kind) {
        const Quotes& quotes = kQuotes[kind];
        Word word{at_, 0, {}, true};
        std::size_t i = at_ + quotes.open.size();
        while (i < text_.size()) {
            if (const std::size_t length = closing_length(quotes, i); length != 0) {
                word.end = at_ = i + length;
                return word;
            }
            if (text_[i] == '\\' && i + 1 < text_.size() && (text_[i + 1] == '"' || text_[i + 1] == '\\')) ++i;
            word.value += text_[i++];
        }
        // No later mark of this kind has a partner either; without this memory a text of only quotes would cost n².
        unpaired_from_[kind] = at_;
        return std::nullopt;
    }

    /// A closing mark counts where a word ends, so that 5" and "a"b stay text.
    std::size_t closing_length(const Quotes& quotes, std::size_t i) const {
        for (std::string_view close : quotes.close) {
            if (close.empty() || !text_.substr(i).starts_with(close)) continue;
            const std::size_t after = i + close.size();
            if (after == text_.size() || space_length(text_.substr(after)) != 0) return close.size();
            if (kAfterQuote.find(text_[after]) != std::string_view::npos) return close.size();
        }
        return 0;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::array<std::size_t, kQuotes.size()> unpaired_from_{kNowhere, kNowhere, kNowhere, kNowhere};
    std::vector<Word> words_;
};

std::string without_invisible(std::string_view s) {
    const auto is_ascii = [](char c) { return c >= 0; };
    std::string out;
    while (true) {
        const std::size_t visible = text::run_length(s, is_ascii);
        out += s.substr(0, visible);
        s.remove_prefix(visible);
        if (s.empty()) return out;
        const std::size_t skip = prefix_length(s, kInvisible);
        if (skip == 0) out += s.front();
        s.remove_prefix(std::max<std::size_t>(skip, 1));
    }
}

}  // namespace

std::vector<Word> split_words(std::string_view text) { return Splitter(text).split(); }

std::string keyword(std::string_view typed) {
    std::string out = text::lower(without_invisible(typed));
    while (out.size() > 1 && std::string_view(".,:;!?").find(out.back()) != std::string_view::npos) out.pop_back();
    constexpr std::string_view ellipsis = "…";
    while (out.size() > ellipsis.size() && out.ends_with(ellipsis)) out.resize(out.size() - ellipsis.size());
    return out;
}

std::optional<OptionWord> option_word(const Word& word) {
    const auto is_letter_or_digit = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    if (word.quoted || word.value.empty() || is_letter_or_digit(word.value.front())) return std::nullopt;
    const std::string typed = without_invisible(word.value);
    std::string_view rest = typed;
    std::size_t hyphens = 0;
    for (bool more = true; more;) {
        more = false;
        for (const auto& [dash, worth] : {std::pair{std::string_view("-"), 1U}, {kEnDash, 2U}, {kEmDash, 2U}}) {
            if (!rest.starts_with(dash)) continue;
            rest.remove_prefix(dash.size());
            hyphens += worth;
            more = true;
        }
    }
    if (hyphens < 2 || rest.empty()) return std::nullopt;
    const std::size_t equals = rest.find('=');
    OptionWord option{"--" + text::lower(rest.substr(0, equals)), std::nullopt};
    if (equals != std::string_view::npos) option.value = std::string(rest.substr(equals + 1));
    return option;
}

IncidentNumber incident_reference(std::string_view typed, std::string_view key) {
    // Nearly every word is none, and a look at its bytes says so.
    if (std::ranges::none_of(typed, [](char c) { return c >= '0' && c <= '9'; })) return {};
    std::string word = keyword(typed);
    for (std::string_view dash : {kEnDash, kEmDash}) word = text::replace_all(std::move(word), dash, "-");
    const std::string prefix = text::lower(key);
    if (prefix.empty() || !word.starts_with(prefix)) return {};
    std::string_view digits = std::string_view(word).substr(prefix.size());
    if (digits.starts_with('-')) digits.remove_prefix(1);
    constexpr std::size_t kLongestNumber = 12;
    if (digits.empty() || digits.size() > kLongestNumber) return {};
    if (!std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; })) return {};
    return IncidentNumber(text::parse_int(digits).value_or(0));
}

std::string quote(std::string_view value) {
    std::string out = "\"";
    for (char c : value) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

bool is_plain_word(std::string_view value) {
    const auto words = split_words(value);
    return words.size() == 1 && !words[0].quoted && words[0].begin == 0 && words[0].end == value.size() &&
           words[0].value == value && !option_word(words[0]);
}

}  // namespace tocsin::handlers
