#include "bot/slack/block_parts.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "bot/base/json_text.hpp"
#include "bot/base/text.hpp"
#include "bot/slack/button_codec.hpp"
#include "bot/slack/mrkdwn.hpp"

namespace tocsin::slack::parts {
namespace {

using nlohmann::json;
using Kind = MarkupSpan::Kind;

constexpr std::size_t kMaxAllSections = 12'000;

void append_span(Markup& line, const MarkupSpan& span) {
    switch (span.kind) {
        case Kind::plain: line.append(std::string_view(span.text)); return;
        case Kind::bold: line.bold(span.text); return;
        case Kind::code: line.code(span.text); return;
        case Kind::person: line.person(span.text); return;
        case Kind::mention: line.mention(span.text); return;
        case Kind::channel: line.channel(span.text); return;
        case Kind::link: line.link(span.target, span.text); return;
        case Kind::time:
            if (const auto micros = text::parse_int(span.text)) line.time(time_from_unix_micros(*micros));
            return;
    }
}

/// A section must not be empty.
std::string or_dash(std::string rendered) { return text::trim(rendered).empty() ? "-" : std::move(rendered); }

/// Lines as few sections hold them, and what did not fit.
struct Packed {
    std::vector<std::string> sections;
    std::size_t lines_left = 0;
    std::size_t characters_left = 0;  ///< of the line that was cut
};

/// A span as several that are short enough to end a section between them; only plain text can be taken apart.
std::vector<MarkupSpan> short_spans(const MarkupSpan& span) {
    constexpr std::size_t kShort = 400;
    if (span.kind != Kind::plain || span.text.size() <= kShort) return {span};
    std::vector<MarkupSpan> out;
    std::string_view rest = span.text;
    while (rest.size() > kShort) {
        const auto space = rest.rfind(' ', kShort);
        std::size_t end = space == std::string_view::npos || space == 0 ? kShort : space;
        while (end > 1 && (static_cast<unsigned char>(rest[end]) & 0xC0U) == 0x80U) --end;
        out.push_back({Kind::plain, std::string(rest.substr(0, end)), {}});
        rest.remove_prefix(end);
    }
    out.push_back({Kind::plain, std::string(rest), {}});
    return out;
}

/// A line that no section holds, as several that one holds each.
std::vector<Markup> pieces_of(const Markup& line, const Names& names) {
    std::vector<Markup> out(1);
    for (const MarkupSpan& span : line.spans())
        for (const MarkupSpan& part : short_spans(span)) {
            Markup longer = out.back();
            append_span(longer, part);
            const bool fits = mrkdwn(longer, names, kMaxAllSections).size() < kMaxSection;
            if (!fits && !out.back().empty()) append_span(out.emplace_back(), part);
            else out.back() = std::move(longer);
        }
    return out;
}

class Packer {
public:
    explicit Packer(const Names& names) : names_(names) {}

    /// False if it did not fit, or not all of it.
    bool add(const Markup& line) {
        if (std::string rendered = mrkdwn(line, names_, kMaxAllSections); rendered.size() < kMaxSection) return put(std::move(rendered));
        const auto pieces = pieces_of(line, names_);
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            if (put(mrkdwn(pieces[i], names_, kMaxSection - 1))) continue;
            for (; i < pieces.size(); ++i) packed_.characters_left += text::code_points(plain_text(pieces[i], names_));
            return false;
        }
        return true;
    }
    Packed finish(std::size_t lines_left) {
        packed_.lines_left = lines_left;
        packed_.sections.push_back(std::move(section_));
        return std::move(packed_);
    }

private:
    bool put(std::string rendered) {
        if (used_ + rendered.size() > kMaxAllSections) return false;
        used_ += rendered.size() + 1;
        if (section_.size() + rendered.size() + 1 > kMaxSection) packed_.sections.push_back(std::exchange(section_, {}));
        section_ += section_.empty() ? rendered : "\n" + rendered;
        return true;
    }

    const Names& names_;
    Packed packed_;
    std::string section_;
    std::size_t used_ = 0;
};

Packed pack(const Markup& text, const Names& names) {
    const auto lines = lines_of(text);
    Packer packer(names);
    std::size_t taken = 0;
    while (taken < lines.size() && packer.add(lines[taken])) ++taken;
    Packed out = packer.finish(lines.size() - taken);
    // The line of which only an end is left is not left out as a whole.
    if (out.characters_left > 0) --out.lines_left;
    return out;
}

bool is_cut(const Packed& packed) { return packed.lines_left > 0 || packed.characters_left > 0; }

json left_out(const Packed& packed) {
    std::string what = packed.characters_left > 0 ? std::to_string(packed.characters_left) + " more characters, which the record has" : "";
    if (packed.lines_left > 0) what += (what.empty() ? "" : " and ") + std::to_string(packed.lines_left) + " more lines";
    return context_line("… and " + what);
}

json confirm_object(const std::string& label, const std::string& question) {
    return {{"title", plain_text_object("Are you sure?", 100)},
            {"text", plain_text_object(question, 300)},
            {"confirm", plain_text_object(label, 30)},
            {"deny", plain_text_object("Not yet", 30)}};
}

}  // namespace

json mrkdwn_text(std::string rendered) {
    return {{"type", "mrkdwn"}, {"text", std::move(rendered)}, {"verbatim", true}};
}

json plain_text_object(std::string_view text, std::size_t limit) {
    std::string line = text::one_line(text);
    // Plain text is not parsed for mentions; the joiner keeps that true wherever Slack copies it to.
    for (const char* opening : {"<!", "<@", "<#"}) line = text::replace_all(std::move(line), opening, std::string("<\u2060") + opening[1]);
    line = text::truncate(line, limit);
    return {{"type", "plain_text"}, {"text", line.empty() ? "-" : line}, {"emoji", false}};
}

json header(std::string_view text) { return {{"type", "header"}, {"text", plain_text_object(text, kMaxHeader)}}; }

json section(std::string rendered) { return {{"type", "section"}, {"text", mrkdwn_text(or_dash(std::move(rendered)))}}; }

json field(std::string_view label, const Markup& value, const Names& names) {
    Markup both;
    both.bold(label) << "\n" << value;
    return mrkdwn_text(mrkdwn(both, names, kMaxField));
}

json context_line(std::string rendered) { return {{"type", "context"}, {"elements", json::array({mrkdwn_text(std::move(rendered))})}}; }

std::vector<Markup> lines_of(const Markup& text) {
    if (text.encoded().find('\n') == std::string::npos) return {text};
    std::vector<Markup> lines(1);
    for (const MarkupSpan& span : text.spans()) {
        if (span.kind != Kind::plain) {
            append_span(lines.back(), span);
            continue;
        }
        std::string_view rest = span.text;
        for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
            lines.back().append(rest.substr(0, end));
            lines.emplace_back();
            rest.remove_prefix(end + 1);
        }
        lines.back().append(rest);
    }
    return lines;
}

std::vector<json> sections(const Markup& text, const Names& names) {
    Packed packed = pack(text, names);
    std::vector<json> out;
    out.reserve(packed.sections.size() + 1);
    for (std::string& rendered : packed.sections) out.push_back(section(std::move(rendered)));
    if (is_cut(packed)) out.push_back(left_out(packed));
    return out;
}

std::optional<json> button(const Button& value, const ButtonLook& look) {
    auto encoded = encode_button(value);
    if (!encoded) return std::nullopt;
    if (look.ordinal > 0) encoded->action_id += "." + std::to_string(look.ordinal);
    json out{{"type", "button"},
             {"action_id", encoded->action_id},
             {"value", encoded->value},
             {"text", plain_text_object(look.label, 75)}};
    if (!look.style.empty()) out["style"] = look.style;
    if (look.confirm) out["confirm"] = confirm_object(look.label, *look.confirm);
    return out;
}

Message message(std::string fallback, std::vector<json> blocks, std::size_t kept) {
    if (blocks.size() > kMaxBlocks) {
        const auto excess = static_cast<std::ptrdiff_t>(blocks.size() - kMaxBlocks);
        const auto end = blocks.end() - static_cast<std::ptrdiff_t>(kept);
        blocks.erase(end - excess, end);
    }
    return {std::move(fallback), json(std::move(blocks)).dump(-1, ' ', false, json::error_handler_t::replace)};
}

Message text_message(const Markup& text, const Names& names) {
    Packed packed = pack(text, names);
    Message out{fallback_text(text, names), "["};
    for (std::string& rendered : packed.sections) {
        out.blocks += out.blocks.size() > 1 ? "," : "";
        out.blocks += R"({"text":{"text":)";
        append_json_string(out.blocks, or_dash(std::move(rendered)));
        out.blocks += R"(,"type":"mrkdwn","verbatim":true},"type":"section"})";
    }
    if (is_cut(packed)) out.blocks += "," + left_out(packed).dump(-1, ' ', false, json::error_handler_t::replace);
    out.blocks += "]";
    return out;
}

std::string fallback_text(const Markup& text, const Names& names) {
    return mrkdwn(Markup(plain_text(text, names)), names, kMaxFallback);
}

}  // namespace tocsin::slack::parts
