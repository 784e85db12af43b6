// Text that a person will read, with just enough structure (bold, code, person, channel, time, link) to be rendered
// safely for Slack, a terminal, Markdown or HTML. Values; any thread.
//
// Structure is written with control characters that text::sanitize removes from everything that comes from outside;
// so untrusted text can never become structure (design G9), and a Markup can be stored as one TEXT column.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bot/base/time.hpp"

namespace tocsin {

/// One piece of a Markup, for renderers. `kind` says what `text` holds.
struct MarkupSpan {
    enum class Kind {
        plain,    ///< text: as it is; may hold \n
        bold,     ///< text
        code,     ///< text, set in a fixed-width face
        person,   ///< text: an actor id such as slack:T1:U1, or group:S1 for a user group; never rendered as a notifying mention
        mention,  ///< text: an actor id; notifies that person. Only for reminders, never from outside text
        channel,  ///< text: a Slack channel id
        time,     ///< text: decimal microseconds since the epoch
        link,     ///< text: the label; target: an http(s) or mailto URL
    };
    Kind kind = Kind::plain;
    std::string text;
    std::string target;

    friend bool operator==(const MarkupSpan&, const MarkupSpan&) = default;
};

/// Built by appending; never parsed from outside text.
class Markup {
public:
    Markup() = default;
    /// Plain text. Control characters that could be taken for structure are dropped.
    Markup(std::string_view plain) { append(plain); }
    Markup(const char* plain) : Markup(std::string_view(plain)) {}
    Markup(const std::string& plain) : Markup(std::string_view(plain)) {}

    Markup& append(std::string_view plain);
    Markup& append(const Markup& other);
    Markup& bold(std::string_view text);
    Markup& code(std::string_view text);
    Markup& person(std::string_view actor_id);
    Markup& mention(std::string_view actor_id);
    Markup& channel(std::string_view channel_id);
    Markup& time(Time at);
    /// A label without a link if `url` is not http, https or mailto.
    Markup& link(std::string_view url, std::string_view label);

    bool empty() const { return encoded_.empty(); }
    /// Plain text and nothing else: then `encoded` is that text.
    bool is_plain() const { return encoded_.find('\x02') == std::string::npos; }
    std::vector<MarkupSpan> spans() const;

    /// What is stored; `from_encoded` takes only what `encoded` gave.
    const std::string& encoded() const { return encoded_; }
    static Markup from_encoded(std::string encoded);

    friend bool operator==(const Markup&, const Markup&) = default;

private:
    Markup& span(char kind, std::string_view text, std::string_view target = {});
    std::string encoded_;
};

inline Markup& operator<<(Markup& m, const Markup& other) { return m.append(other); }
/// So that a sentence can be built in place: `Markup("Severity is ") << "SEV1"`.
inline Markup operator<<(Markup&& m, const Markup& other) { return std::move(m.append(other)); }

/// How a renderer for plain text names a person or a channel; e.g. `slack:T1:U1` → `Alice`.
class Names {
public:
    virtual ~Names() = default;
    virtual std::string person(std::string_view actor_id) const = 0;
    /// With its #.
    virtual std::string channel(std::string_view channel_id) const { return "#" + std::string(channel_id); }
};

/// Without formatting: for a terminal, a log, a notification. Times as `2026-01-02 03:04 UTC`.
std::string plain_text(const Markup& markup, const Names& names);
/// The same with ids where names are not at hand: `slack:T1:U1` → `@U1`.
std::string plain_text(const Markup& markup);

/// Whether a link to `url` may be shown: http, https or mailto, and no control characters or spaces.
bool is_safe_url(std::string_view url);

}  // namespace tocsin
