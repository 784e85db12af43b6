#include "bot/base/markup.hpp"

#include <array>
#include <charconv>
#include <string>

#include "bot/base/run_length.hpp"
#include "bot/base/time_format.hpp"

namespace tocsin {
namespace {

// A span is STX kind text [US target] ETX; plain text stands outside of spans.
constexpr char kBegin = '\x02';
constexpr char kTarget = '\x1f';
constexpr char kEnd = '\x03';

constexpr std::array<std::pair<char, MarkupSpan::Kind>, 7> kKinds{{
    {'b', MarkupSpan::Kind::bold},
    {'c', MarkupSpan::Kind::code},
    {'p', MarkupSpan::Kind::person},
    {'@', MarkupSpan::Kind::mention},
    {'#', MarkupSpan::Kind::channel},
    {'t', MarkupSpan::Kind::time},
    {'l', MarkupSpan::Kind::link},
}};

MarkupSpan::Kind kind_of(char letter) {
    for (const auto& [l, kind] : kKinds)
        if (l == letter) return kind;
    return MarkupSpan::Kind::plain;
}

void append_clean(std::string& out, std::string_view untrusted) {
    const auto is_clean = [](char c) { return c != kBegin && c != kTarget && c != kEnd; };
    for (auto clean = text::run_length(untrusted, is_clean); clean < untrusted.size(); clean = text::run_length(untrusted, is_clean)) {
        out += untrusted.substr(0, clean);
        untrusted.remove_prefix(clean + 1);
    }
    out += untrusted;
}

std::string short_id(std::string_view actor_id) {
    const auto colon = actor_id.rfind(':');
    if (actor_id.starts_with("person:")) return std::string(actor_id.substr(colon + 1));
    const bool slack = actor_id.starts_with("slack:") || actor_id.starts_with("group:");
    return slack ? "@" + std::string(actor_id.substr(colon + 1)) : std::string(actor_id);
}

struct IdsAsNames final : Names {
    std::string person(std::string_view actor_id) const override { return short_id(actor_id); }
};

std::string plain_span(const MarkupSpan& span, const Names& names) {
    using Kind = MarkupSpan::Kind;
    switch (span.kind) {
        case Kind::mention:
        case Kind::person: return names.person(span.text);
        case Kind::channel: return names.channel(span.text);
        case Kind::time: return format_utc_minute(time_from_unix_micros(std::stoll(span.text)));
        case Kind::link: return span.text == span.target ? span.target : span.text + " (" + span.target + ")";
        case Kind::plain:
        case Kind::bold:
        case Kind::code: return span.text;
    }
    return span.text;
}

}  // namespace

Markup& Markup::append(std::string_view plain) {
    append_clean(encoded_, plain);
    return *this;
}
Markup& Markup::append(const Markup& other) {
    encoded_ += other.encoded_;
    return *this;
}
Markup& Markup::span(char kind, std::string_view text, std::string_view target) {
    encoded_ += kBegin;
    encoded_ += kind;
    append_clean(encoded_, text);
    if (!target.empty()) {
        encoded_ += kTarget;
        append_clean(encoded_, target);
    }
    encoded_ += kEnd;
    return *this;
}
Markup& Markup::bold(std::string_view text) { return span('b', text); }
Markup& Markup::code(std::string_view text) { return span('c', text); }
Markup& Markup::person(std::string_view actor_id) { return span('p', actor_id); }
Markup& Markup::mention(std::string_view actor_id) { return span('@', actor_id); }
Markup& Markup::channel(std::string_view channel_id) { return span('#', channel_id); }
Markup& Markup::time(Time at) { return span('t', std::to_string(unix_micros(at))); }
Markup& Markup::link(std::string_view url, std::string_view label) {
    return is_safe_url(url) ? span('l', label, url) : append(label);
}

std::vector<MarkupSpan> Markup::spans() const {
    std::vector<MarkupSpan> out;
    std::string_view rest = encoded_;
    while (!rest.empty()) {
        const std::size_t begin = rest.find(kBegin);
        if (begin != 0) out.push_back({MarkupSpan::Kind::plain, std::string(rest.substr(0, begin)), {}});
        if (begin == std::string_view::npos) break;
        rest.remove_prefix(begin + 1);
        const std::size_t end = rest.find(kEnd);
        if (rest.empty() || end == std::string_view::npos) break;
        const std::string_view body = rest.substr(1, end - 1);
        const std::size_t target = body.find(kTarget);
        out.push_back({kind_of(rest.front()), std::string(body.substr(0, target)),
                       target == std::string_view::npos ? std::string() : std::string(body.substr(target + 1))});
        rest.remove_prefix(end + 1);
    }
    return out;
}

Markup Markup::from_encoded(std::string encoded) {
    Markup m;
    m.encoded_ = std::move(encoded);
    return m;
}

std::string plain_text(const Markup& markup, const Names& names) {
    std::string out;
    for (const auto& span : markup.spans()) out += plain_span(span, names);
    return out;
}

std::string plain_text(const Markup& markup) { return plain_text(markup, IdsAsNames{}); }

bool is_safe_url(std::string_view url) {
    // Something must stand after it.
    const auto begins_with = [&](std::string_view scheme) { return url.size() > scheme.size() && url.starts_with(scheme) && url[scheme.size()] != '/'; };
    const bool scheme = begins_with("https://") || begins_with("http://") || begins_with("mailto:");
    for (char c : url) {
        const auto u = static_cast<unsigned char>(c);
        if (u <= 0x20 || u == 0x7F || c == '<' || c == '>' || c == '|' || c == '"' || c == '\\') return false;
    }
    return scheme;
}

}  // namespace tocsin
