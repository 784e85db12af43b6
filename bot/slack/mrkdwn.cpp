#include "bot/slack/mrkdwn.hpp"

#include <algorithm>
#include <array>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/core/ids.hpp"

namespace tocsin::slack {
namespace {

using Kind = MarkupSpan::Kind;

constexpr std::string_view kEllipsis = "…";
constexpr std::string_view kJoiner = "\u2060";     ///< word joiner: not seen, but `@⁠here` is no mention
constexpr std::string_view kBacktick = "\u02CB";   ///< looks like a backtick and means nothing to Slack
constexpr std::string_view kAsterisk = "\u2217";
constexpr std::string_view kBar = "\u00A6";

/// An output that refuses to grow over its limit and remembers that it had to.
class Sink {
public:
    explicit Sink(std::size_t limit) : room_(limit) {}
    bool put(std::string_view atom) {
        if (cut_ || atom.size() > room_) {
            cut_ = true;
            return false;
        }
        out_ += atom;
        room_ -= atom.size();
        return true;
    }
    /// Keeps `bytes` for what must follow, e.g. the closing sign of a span.
    bool reserve(std::size_t bytes) {
        if (bytes > room_) cut_ = true;
        else room_ -= bytes;
        return !cut_;
    }
    bool has_room(std::size_t bytes) const { return !cut_ && bytes <= room_; }
    void put_reserved(std::string_view atom) { out_ += atom; }
    bool is_cut() const { return cut_; }
    bool ends_with(char c) const { return out_.ends_with(c); }
    std::string take() { return std::move(out_); }

private:
    std::string out_;
    std::size_t room_;
    bool cut_ = false;
};

std::size_t code_point_length(std::string_view s) {
    std::size_t length = 1;
    while (length < s.size() && (static_cast<unsigned char>(s[length]) & 0xC0) == 0x80) ++length;
    return length;
}

/// Escapes one code point at a time, so that a cut never falls inside an entity.
void put_escaped(Sink& sink, std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = code_point_length(text);
        const std::string_view point = text.substr(0, length);
        const std::string_view atom = point == "&" ? "&amp;" : point == "<" ? "&lt;" : point == ">" ? "&gt;" : point;
        if (!sink.put(atom)) return;
        text.remove_prefix(length);
    }
}

std::string without_broadcasts(std::string_view text) {
    constexpr std::array<std::string_view, 4> kWords{"here", "channel", "everyone", "group"};
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        if (text[i] != '@') continue;
        const auto follows = [&](std::string_view word) {
            return text::equals_ignoring_case(text.substr(i + 1, word.size()), word);
        };
        if (std::ranges::any_of(kWords, follows)) out += kJoiner;
    }
    return out;
}

/// Where a `code` pair that a person typed starting at `at` ends; npos if it is none. Only pairs are left alone: a
/// single backtick would pair up with the code span of somebody else.
std::size_t end_of_typed_code(std::string_view s, std::size_t at) {
    const std::size_t close = s.find_first_of("`\n", at + 1);
    const bool pair = close != std::string_view::npos && s[close] == '`' && close > at + 1;
    const bool alone = (at == 0 || s[at - 1] != '`') && (close + 1 >= s.size() || s[close + 1] != '`');
    return pair && alone ? close : std::string_view::npos;
}

std::string without_lone_backticks(std::string_view s) {
    std::string out;
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (s[i] != '`') {
            out += s[i];
        } else if (const std::size_t close = end_of_typed_code(s, i); close != std::string_view::npos) {
            out += s.substr(i, close - i + 1);
            i = close;
        } else {
            out += kBacktick;
        }
    }
    return out;
}

void put_plain(Sink& sink, std::string_view text) {
    // Most of what people write has none of the signs that need care.
    const auto needs_care = [](char c) { return c == '`' || c == '@' || c == '&' || c == '<' || c == '>'; };
    if (std::ranges::none_of(text, needs_care) && sink.has_room(text.size())) sink.put(text);
    else put_escaped(sink, without_broadcasts(without_lone_backticks(text)));
}

/// `content` between two signs, where nothing in it can be that sign.
void put_enclosed(Sink& sink, std::string_view sign, const std::string& content) {
    if (content.empty() || !sink.reserve(2 * sign.size())) return;
    sink.put_reserved(sign);
    put_escaped(sink, without_broadcasts(content));
    sink.put_reserved(sign);
}

std::string bold_content(std::string_view text) {
    std::string out = text::replace_all(text::one_line(text), "*", kAsterisk);
    return text::replace_all(std::move(out), "`", kBacktick);
}

void put_code(Sink& sink, std::string_view text) {
    const std::string content = text::replace_all(std::string(text), "`", kBacktick);
    // Two code spans that touch would be read as one with an empty middle.
    if (sink.ends_with('`')) sink.put(kJoiner);
    put_enclosed(sink, content.find('\n') == std::string::npos ? "`" : "```", content);
}

void put_link(Sink& sink, const MarkupSpan& span) {
    std::string label = text::replace_all(text::one_line(span.text), "|", kBar);
    label = text::replace_all(std::move(label), "`", kBacktick);
    const std::string url = text::replace_all(span.target, "&", "&amp;");
    if (!is_safe_url(span.target)) return put_plain(sink, span.text);
    if (label.empty() || label == span.target) {
        sink.put("<" + url + ">");
        return;
    }
    if (!sink.reserve(url.size() + 3)) return;
    sink.put_reserved("<" + url + "|");
    put_escaped(sink, without_broadcasts(label));
    sink.put_reserved(">");
}

bool is_slack_id(std::string_view id) {
    return id.size() > 1 && id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == std::string_view::npos;
}

void put_channel(Sink& sink, const std::string& id) {
    if (is_slack_id(id)) sink.put("<#" + id + ">");
    else put_plain(sink, "#" + id);
}

/// The only thing that notifies: our own reminders say it on purpose.
void put_mention(Sink& sink, const std::string& actor, const Names& names) {
    const UserId user = slack_user(ActorId(actor));
    if (is_slack_id(user.value)) sink.put("<@" + user.value + ">");
    else put_plain(sink, names.person(actor));
}

void put_span(Sink& sink, const MarkupSpan& span, const Names& names) {
    switch (span.kind) {
        case Kind::plain: return put_plain(sink, span.text);
        case Kind::bold: return put_enclosed(sink, "*", bold_content(span.text));
        case Kind::code: return put_code(sink, span.text);
        case Kind::person: return put_plain(sink, names.person(span.text));
        case Kind::mention: return put_mention(sink, span.text, names);
        case Kind::channel: return put_channel(sink, span.text);
        case Kind::link: return put_link(sink, span);
        case Kind::time:
            if (const auto micros = text::parse_int(span.text)) sink.put(date(time_from_unix_micros(*micros)));
            return;
    }
}

std::string render(const std::vector<MarkupSpan>& spans, const Names& names, std::size_t limit, bool& cut) {
    Sink sink(limit);
    for (const MarkupSpan& span : spans) {
        put_span(sink, span, names);
        if (sink.is_cut()) break;
    }
    cut = sink.is_cut();
    return sink.take();
}

}  // namespace

std::string mrkdwn(const Markup& markup, const Names& names, std::size_t limit) {
    if (markup.is_plain()) {
        Sink sink(limit);
        put_plain(sink, markup.encoded());
        if (!sink.is_cut()) return sink.take();
    }
    const auto spans = markup.spans();
    bool cut = false;
    std::string whole = render(spans, names, limit, cut);
    if (!cut) return whole;
    if (limit < kEllipsis.size()) return {};
    return render(spans, names, limit - kEllipsis.size(), cut).append(kEllipsis);
}

std::string escape_untrusted(std::string_view text) {
    Sink sink(std::string::npos);
    put_plain(sink, text);
    return sink.take();
}

std::string date(Time at, std::string_view format) {
    return "<!date^" + std::to_string(unix_seconds(at)) + "^" + std::string(format) + "|" + format_utc_minute(at) + ">";
}

}  // namespace tocsin::slack
