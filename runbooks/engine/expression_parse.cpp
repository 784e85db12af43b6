// The grammar, by recursive descent; each function reads what its name says or sets the error once:
//   any     := all ("||" all)*           all  := one ("&&" one)*
//   one     := "!" one | "(" any ")" | FUNCTION "(" [text ("," text)*] ")" | operand [relation]
//   relation := ("==" | "!=" | "<" | "<=" | ">" | ">=") operand | "in" ("[" [operand ("," operand)*] "]" | NAME) | "matches" text
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "bot/base/text.hpp"
#include "runbooks/engine/expression_node.hpp"

namespace tocsin::runbooks {
namespace {

constexpr std::size_t kLongest = 2'000;
constexpr int kDeepest = 32;
/// What one pattern may take when compiled, in bytes.
constexpr std::int64_t kPatternMemory = 1 << 20;

constexpr std::array<std::pair<std::string_view, Comparison>, 6> kComparisons{{{"==", Comparison::equal}, {"!=", Comparison::unequal},
    {"<=", Comparison::less_equal}, {">=", Comparison::greater_equal}, {"<", Comparison::less}, {">", Comparison::greater}}};
constexpr std::array<std::pair<std::string_view, Asked>, 4> kFunctions{{{"success", Asked::success}, {"failure", Asked::failure},
    {"always", Asked::always}, {"skipped", Asked::skipped}}};

template <class Table>
auto find_word(const Table& table, std::string_view word) -> std::optional<decltype(table[0].second)> {
    for (const auto& [name, value] : table)
        if (name == word) return value;
    return std::nullopt;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_of_name(char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '.'; }

template <class T>
NodePtr node(T is) {
    return std::make_unique<const Expression::Node>(Expression::Node{std::move(is)});
}

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<NodePtr> whole() {
        if (text_.size() > kLongest) return fail(Errc::too_large, fmt::format("the condition is longer than {} bytes", kLongest));
        NodePtr out = any();
        skip_space();
        if (!error_ && at_ < text_.size()) expected("&&, || or the end");
        if (error_) return std::unexpected(std::move(*error_));
        return out;
    }

private:
    NodePtr any() { return chain<AnyOf>("||", [this] { return chain<AllOf>("&&", [this] { return one(); }); }); }

    template <class Group>
    NodePtr chain(std::string_view between, auto read) {
        Group group;
        do group.parts.push_back(read());
        while (!error_ && take(between));
        return group.parts.size() == 1 ? std::move(group.parts.front()) : node(std::move(group));
    }

    NodePtr one() {
        if (++depth_ > kDeepest) {
            wrong(at_, fmt::format("nested deeper than {}", kDeepest));
            return nullptr;
        }
        NodePtr out = take("!") ? node(Not{one()}) : take("(") ? group() : relation();
        --depth_;
        return out;
    }

    NodePtr group() {
        NodePtr out = any();
        if (!error_ && !take(")")) expected("`)`");
        return out;
    }

    NodePtr relation() {
        skip_space();
        const auto start = at_;
        if (const auto word = name(); !word.empty() && take("(")) return function(word, start);
        at_ = start;
        Operand left = operand();
        if (error_) return nullptr;
        for (const auto& [sign, how] : kComparisons)
            if (take(sign)) return node(Compares{std::move(left), how, operand()});
        if (take_word("in")) return is_in(std::move(left));
        if (take_word("matches")) return matches(std::move(left));
        return node(std::move(left));
    }

    NodePtr function(std::string_view word, std::size_t start) {
        const auto what = find_word(kFunctions, word);
        if (!what) wrong(start, fmt::format("there is no function `{}`; there are success, failure, always and skipped", word));
        Asks out{what.value_or(Asked::always), {}};
        if (take(")")) return node(std::move(out));
        do out.steps.push_back(quoted("a step's id in single quotes"));
        while (!error_ && take(","));
        if (!error_ && !take(")")) expected("`,` or `)`");
        if (what == Asked::always) wrong(start, "always() takes no steps");
        return node(std::move(out));
    }

    NodePtr is_in(Operand left) {
        IsIn out{std::move(left), {}, false};
        if (!take("[")) {
            out.list.push_back(operand());
            out.list_is_name = true;
            if (!error_ && !out.list.front().is_name) expected("a list such as ['a', 'b'], or the name of one");
            return node(std::move(out));
        }
        if (take("]")) return node(std::move(out));
        do out.list.push_back(operand());
        while (!error_ && take(","));
        if (!error_ && !take("]")) expected("`,` or `]`");
        return node(std::move(out));
    }

    NodePtr matches(Operand left) {
        skip_space();
        const auto start = at_;
        const auto pattern = quoted("a pattern in single quotes");
        RE2::Options options(RE2::Quiet);
        options.set_max_mem(kPatternMemory);
        auto compiled = std::make_unique<const RE2>(pattern, options);
        if (!compiled->ok()) wrong(start, fmt::format("the pattern is wrong: {}", compiled->error()));
        return node(Matches{std::move(left), std::move(compiled)});
    }

    Operand operand() {
        skip_space();
        if (at_ < text_.size() && text_[at_] == '\'') return {quoted(""), false};
        if (const auto digits = number(); !digits.empty()) return {std::string(digits), false};
        const auto start = at_;
        const auto word = name();
        if (word.empty() || word == "in" || word == "matches") {
            at_ = start;
            expected("a name, a number, true, false or a text in single quotes");
        }
        return {std::string(word), word != "true" && word != "false"};
    }

    std::string_view number() {
        auto end = at_ + (text_.substr(at_).starts_with('-') ? 1 : 0);
        const auto digits = [&] {
            const auto from = end;
            while (end < text_.size() && is_digit(text_[end])) ++end;
            return end > from;
        };
        if (!digits()) return {};
        if (end < text_.size() && text_[end] == '.' && (++end, !digits())) return {};
        if (end < text_.size() && is_of_name(text_[end])) return {};
        const auto start = std::exchange(at_, end);
        return text_.substr(start, end - start);
    }

    std::string_view name() {
        if (at_ >= text_.size() || !is_letter(text_[at_])) return {};
        auto end = at_;
        while (end < text_.size() && is_of_name(text_[end])) ++end;
        const auto start = std::exchange(at_, end);
        const auto out = text_.substr(start, end - start);
        if (out.contains("..") || out.ends_with('.')) wrong(start, fmt::format("`{}` is no name", out));
        return out;
    }

    std::string quoted(std::string_view wanted) {
        skip_space();
        if (at_ >= text_.size() || text_[at_] != '\'') {
            expected(wanted);
            return {};
        }
        const auto start = at_++;
        std::string out;
        for (; at_ < text_.size(); ++at_) {
            if (text_[at_] != '\'') out += text_[at_];
            else if (text_.substr(at_).starts_with("''")) out += text_[at_++];
            else break;
        }
        if (at_ >= text_.size()) wrong(start, "this text has no closing quote");
        else ++at_;
        return out;
    }

    bool take(std::string_view sign) {
        skip_space();
        if (error_ || !text_.substr(at_).starts_with(sign)) return false;
        at_ += sign.size();
        return true;
    }
    bool take_word(std::string_view word) {
        skip_space();
        const auto rest = text_.substr(at_);
        if (!rest.starts_with(word) || (rest.size() > word.size() && is_of_name(rest[word.size()]))) return false;
        at_ += word.size();
        return true;
    }
    void skip_space() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) ++at_;
    }

    void wrong(std::size_t where, std::string what) {
        if (error_) return;
        error_ = Error{Errc::invalid_argument, fmt::format("column {}: {}", text::code_points(text_.substr(0, where)) + 1, what), {}};
    }
    void expected(std::string_view what) {
        const auto rest = text_.substr(at_);
        const auto found = rest.empty() ? "the end" : fmt::format("`{}`", text::truncate(rest, 24));
        const auto hint = rest.starts_with('"') ? "; a text stands in single quotes" : rest.starts_with('=') && !rest.starts_with("==") ? "; equality is ==" : "";
        wrong(at_, fmt::format("expected {}, found {}{}", what, found, hint));
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
    std::optional<Error> error_;
};

}  // namespace

Result<NodePtr> parse_expression(std::string_view text) { return Parser(text).whole(); }

}  // namespace tocsin::runbooks
