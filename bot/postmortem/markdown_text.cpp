#include "bot/postmortem/markdown_text.hpp"

#include <array>
#include <string>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"

namespace tocsin::postmortem {
namespace {

constexpr std::string_view kLineEndInCell = " ⏎ ";
/// WORD JOINER, which shows as nothing. Behind `@` and `#` it keeps GitHub from making a mention, an address or an issue
/// reference; a backslash cannot, because those are looked for after the Markdown is parsed.
constexpr std::string_view kJoiner = "\xE2\x81\xA0";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word(char c) { return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; }

/// Characters that need a look; all others are copied in runs.
constexpr auto kSpecial = [] {
    std::array<bool, 256> table{};
    for (char c : std::string_view("\\`*_[]<>&|~$@#:.^")) table[static_cast<unsigned char>(c)] = true;
    for (std::size_t c = 0; c < 0x20; ++c) table[c] = true;
    table[0x7F] = true;
    return table;
}();

/// Writes one text; knows what stands before and behind each character.
class Escaper {
public:
    Escaper(fmt::memory_buffer& out, std::string_view text, Place place) : out_(out), text_(text), place_(place) {}

    /// `opens`: the text stands at the start of its block, not behind other text.
    void run(bool opens) {
        if (opens) start_line();
        while (at_ < text_.size()) {
            std::size_t end = at_;
            while (end < text_.size() && !kSpecial[static_cast<unsigned char>(text_[end])]) ++end;
            append_raw(out_, text_.substr(at_, end - at_));
            at_ = end;
            if (at_ < text_.size()) special(text_[at_]);
        }
    }

private:
    char before() const { return at_ == 0 ? ' ' : text_[at_ - 1]; }
    char behind() const { return at_ + 1 < text_.size() ? text_[at_ + 1] : ' '; }

    void escaped() {
        const char both[] = {'\\', text_[at_++]};
        append_raw(out_, {both, 2});
    }
    void joined() {
        out_.push_back(text_[at_++]);
        append_raw(out_, kJoiner);
    }
    void plain() { out_.push_back(text_[at_++]); }

    void special(char c) {
        switch (c) {
            case '\n': return line_end();
            case '\t': ++at_; return append_raw(out_, " ");
            case '@': return joined();
            case '#': return is_digit(behind()) ? joined() : plain();
            case '.': return ends_in_www() ? escaped() : plain();
            case ':': return behind() == '/' ? escaped() : plain();
            case '_': return is_word(before()) && is_word(behind()) ? plain() : escaped();
            default: break;
        }
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) ++at_;
        else escaped();
    }

    bool ends_in_www() const {
        return at_ >= 3 && text::equals_ignoring_case(text_.substr(at_ - 3, 3), "www");
    }

    void line_end() {
        std::size_t ends = 0;
        while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == ' ' || text_[at_] == '\t')) ends += text_[at_++] == '\n';
        if (at_ == text_.size()) return append_raw(out_, " ");
        if (place_ != Place::paragraph) return append_raw(out_, kLineEndInCell);
        append_raw(out_, ends > 1 ? "\n\n" : "\\\n");
        start_line();
    }

    /// Keeps the first characters of a line from opening a heading, list, quote, rule or code block.
    void start_line() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
        if (place_ == Place::cell || at_ == text_.size()) return;
        const char c = text_[at_];
        if (c == '#' || c == '-' || c == '+' || c == '=' || c == ':') return escaped();
        std::size_t end = at_;
        while (end < text_.size() && is_digit(text_[end])) ++end;
        if (end == at_ || end == text_.size() || (text_[end] != '.' && text_[end] != ')')) return;
        append_raw(out_, text_.substr(at_, end - at_));
        at_ = end;
        escaped();
    }

    fmt::memory_buffer& out_;
    std::string_view text_;
    Place place_;
    std::size_t at_ = 0;
};

void append_opening(fmt::memory_buffer& out, std::string_view text, Place place, bool opens) {
    Escaper(out, text, place).run(opens);
}

void append_bold(fmt::memory_buffer& out, std::string_view text) {
    // `** a**` would show its asterisks.
    const std::string_view inner = text::trim(text);
    if (inner.empty()) return;
    append_raw(out, "**");
    append_text(out, inner, Place::item);
    append_raw(out, "**");
}

/// In a code span a backslash is a backslash, so what would need one is shown as plain text instead.
void append_code(fmt::memory_buffer& out, std::string_view code, Place place) {
    bool simple = !code.empty() && code.front() != ' ' && code.back() != ' ';
    for (char c : code) simple = simple && static_cast<unsigned char>(c) >= 0x20 && c != '`' && c != '\\' && c != '|';
    if (!simple) return append_text(out, code, place);
    fmt::format_to(fmt::appender(out), "`{}`", code);
}

/// `url` holds no space, angle bracket, pipe, quote or backslash (is_safe_url); an entity or a code span could still
/// be made of `&` and a backtick.
void append_link(fmt::memory_buffer& out, std::string_view label, std::string_view url, Place place) {
    if (!is_safe_url(url)) return append_text(out, label, place);
    append_raw(out, "[");
    append_text(out, label.empty() ? url : label, place == Place::cell ? Place::cell : Place::item);
    append_raw(out, "](<");
    for (char c : url) {
        if (c == '&') append_raw(out, "&amp;");
        else if (c == '`') append_raw(out, "%60");
        else out.push_back(c);
    }
    append_raw(out, ">)");
}

}  // namespace

void append_text(fmt::memory_buffer& out, std::string_view text, Place place) { Escaper(out, text, place).run(true); }

void append_markup(fmt::memory_buffer& out, const Markup& markup, Place place, const Names& names) {
    using Kind = MarkupSpan::Kind;
    if (markup.is_plain()) return append_text(out, markup.encoded(), place);
    const std::size_t start = out.size();
    for (const auto& span : markup.spans()) {
        const bool opens = out.size() == start;
        switch (span.kind) {
            case Kind::plain: append_opening(out, span.text, place, opens); break;
            case Kind::bold: append_bold(out, span.text); break;
            case Kind::code: append_code(out, span.text, place); break;
            case Kind::mention:
            case Kind::person: append_opening(out, names.person(span.text), place, opens); break;
            case Kind::channel: append_opening(out, names.channel(span.text), place, opens); break;
            case Kind::time: append_raw(out, format_utc_minute(time_from_unix_micros(std::stoll(span.text)))); break;
            case Kind::link: append_link(out, span.text, span.target, place); break;
        }
    }
}

void append_yaml(fmt::memory_buffer& out, std::string_view text) {
    out.push_back('"');
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        const bool c1_control = c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        const bool separator = text.substr(i).starts_with("\xE2\x80\xA8") || text.substr(i).starts_with("\xE2\x80\xA9");
        if (c == '"' || c == '\\') fmt::format_to(fmt::appender(out), "\\{}", text[i]);
        else if (c < 0x20 || c == 0x7F) fmt::format_to(fmt::appender(out), "\\x{:02x}", c);
        else if (c1_control) fmt::format_to(fmt::appender(out), "\\x{:02x}", static_cast<unsigned char>(text[++i]));
        else if (separator) fmt::format_to(fmt::appender(out), "\\u{:04x}", 0x2000 + static_cast<unsigned char>(text[i += 2]) - 0x80);
        else out.push_back(text[i]);
    }
    out.push_back('"');
}

}  // namespace tocsin::postmortem
