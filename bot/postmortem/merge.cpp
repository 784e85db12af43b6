#include "bot/postmortem/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>
#include <utility>
#include <vector>

#include "bot/base/text.hpp"
#include "bot/postmortem/document.hpp"
#include "bot/postmortem/markers.hpp"

namespace tocsin::postmortem {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";
constexpr std::string_view kKeptAbove = "Edited by hand in a generated block, kept:";
constexpr std::string_view kKeptKey = "# edited by hand, kept: ";
/// These belong to people once they changed them.
constexpr std::string_view kPeoplesKeys[] = {"owner", "due", "review"};

/// Everything generated is written with the file's own line ends.
class LineEnds {
public:
    explicit LineEnds(std::string_view file) {
        const auto first = file.find('\n');
        crlf_ = first != std::string_view::npos && first > 0 && file[first - 1] == '\r';
    }
    std::string of(std::string_view text) const {
        return crlf_ ? text::replace_all(std::string(text), "\n", "\r\n") : std::string(text);
    }

private:
    bool crlf_ = false;
};

/// Whether the block still holds what was generated, whatever its line ends.
bool is_untouched(const GeneratedBlock& block) {
    if (!block.body.contains('\r')) return edit_hash(block.body) == block.hash;
    return edit_hash(text::replace_all(std::string(block.body), "\r\n", "\n")) == block.hash;
}

// --- front matter ---

const FrontEntry* find_key(const Document& document, std::string_view key) {
    const auto found = std::ranges::find(document.front, key, &FrontEntry::key);
    return found == document.front.end() ? nullptr : &*found;
}

/// Whether the value is not the one that was generated last time; unknown counts as edited.
bool is_edited(const Document& document, const FrontEntry& entry) {
    const auto note = std::ranges::find(document.front, true, &FrontEntry::is_note);
    if (note == document.front.end()) return true;
    return !chomp(note->line).contains(fmt::format(" {}={}", entry.key, edit_hash(entry.value)));
}

void append_commented(std::string& out, std::string_view lines, const LineEnds& ends) {
    while (!lines.empty()) out += std::string(kKeptKey) + std::string(chomp(take_line(lines))) + ends.of("\n");
}

/// The lines below a key that belong to its value; comments and empty lines below them are people's own.
std::string_view continuation_of(const FrontEntry& entry) {
    std::string_view rest = entry.rest;
    std::size_t size = 0;
    while (!rest.empty() && (rest[0] == ' ' || rest[0] == '\t' || rest[0] == '-') && !text::trim(chomp(rest.substr(0, rest.find('\n')))).empty())
        size += take_line(rest).size();
    return entry.rest.substr(0, size);
}

void append_entry(std::string& out, const Document& existing, const FrontEntry& entry, const FrontEntry& fresh, const LineEnds& ends) {
    const auto continuation = continuation_of(entry);
    const bool same = entry.value == fresh.value && continuation.empty();
    const bool edited = !same && (is_edited(existing, entry) || !continuation.empty());
    if (edited && std::ranges::find(kPeoplesKeys, entry.key) != std::end(kPeoplesKeys)) {
        out += entry.line;
        out += entry.rest;
        return;
    }
    out += same ? std::string(entry.line) : ends.of(fresh.line);
    if (edited) append_commented(out, {entry.line.data(), entry.line.size() + continuation.size()}, ends);
    out += entry.rest.substr(continuation.size());
}

std::string merge_front(const Document& existing, const Document& fresh, const LineEnds& ends) {
    std::string out = ends.of("---\n");
    std::string missing_and_note;
    for (const auto& entry : fresh.front)
        if (entry.is_note || (!entry.key.empty() && find_key(existing, entry.key) == nullptr)) missing_and_note += ends.of(entry.line);
    for (const auto& entry : existing.front) {
        const auto* generated = entry.key.empty() ? nullptr : find_key(fresh, entry.key);
        if (entry.is_note && !missing_and_note.empty()) {
            out += std::exchange(missing_and_note, {});
            out += entry.rest;
        } else if (generated != nullptr && find_key(existing, entry.key) == &entry) {
            append_entry(out, existing, entry, *generated, ends);
        } else {
            out += entry.line;
            out += entry.rest;
        }
    }
    return out + missing_and_note + ends.of("---\n");
}

// --- body ---

/// Lines of an edited block that the fresh one lacks, as a quote; empty if there are none.
std::string kept_quote(const GeneratedBlock& old, std::string_view fresh_body, const LineEnds& ends) {
    if (is_untouched(old)) return {};
    std::unordered_set<std::string_view> known;
    while (!fresh_body.empty()) known.insert(text::trim(take_line(fresh_body)));
    std::string lines;
    for (std::string_view rest = old.body; !rest.empty();) {
        const auto line = chomp(take_line(rest));
        if (text::trim(line).empty() || known.contains(text::trim(line))) continue;
        lines += "> " + std::string(line) + ends.of("\n");
    }
    return lines.empty() ? lines : ends.of(fmt::format("\n{}\n\n", kKeptAbove)) + lines;
}

/// Where the section that `gap` continues ends: before its first heading that is neither in a code block nor a comment.
std::size_t end_of_section(std::string_view gap) {
    bool in_code = false, in_comment = false;
    for (std::string_view rest = gap; !rest.empty();) {
        const auto at = static_cast<std::size_t>(rest.data() - gap.data());
        const auto line = chomp(take_line(rest));
        const auto bare = text::trim(line);
        if (in_comment) in_comment = !bare.contains("-->");
        else if (bare.starts_with("```") || bare.starts_with("~~~")) in_code = !in_code;
        else if (in_code) continue;
        else if (bare.contains("<!--")) in_comment = !bare.substr(bare.rfind("<!--")).contains("-->");
        else if (line.starts_with("# ") || line.starts_with("## ")) return at;
    }
    return gap.size();
}

/// Where a section belongs that follows `skipped` (the headings of sections without a generated block) in a fresh
/// draft: behind the section that `gap` continues and behind those of the skipped ones that still stand there.
std::size_t place_behind(std::string_view gap, std::string_view skipped) {
    std::unordered_set<std::string_view> headings;
    while (!skipped.empty()) headings.insert(chomp(take_line(skipped)));
    std::size_t at = end_of_section(gap);
    while (at < gap.size()) {
        std::string_view rest = gap.substr(at);
        const auto heading = take_line(rest);
        if (!headings.contains(chomp(heading))) break;
        at += heading.size() + end_of_section(rest);
    }
    return at;
}

struct Part {
    std::string gap;    ///< what stands before the block
    std::string block;  ///< markers included; empty for the file's end
    std::string_view name;
};

/// A generated section that the file lacks, with its heading and prompt, behind the section of `parts[anchor]`.
void insert_section(std::vector<Part>& parts, std::size_t anchor, const Document& fresh, std::size_t index, const LineEnds& ends) {
    const std::string_view before = fresh.gaps[index], behind = fresh.gaps[index + 1];
    const auto heading = before.rfind("## ");
    std::string& gap = parts[anchor + 1].gap;
    const std::size_t cut = place_behind(gap, before.substr(0, std::min(heading, before.size())));
    std::string lead = gap.substr(0, cut);
    if (!lead.empty() && !lead.ends_with('\n')) lead += ends.of("\n");
    const bool blank_line = lead == "\n" || lead == "\r\n" || lead.ends_with("\n\n") || lead.ends_with("\n\r\n");
    if (!blank_line) lead += ends.of("\n");
    if (heading != std::string_view::npos) lead += ends.of(before.substr(heading));
    std::string tail = ends.of(behind.substr(0, end_of_section(behind))) + gap.substr(cut);
    gap = std::move(tail);
    parts.insert(parts.begin() + static_cast<std::ptrdiff_t>(anchor) + 1,
                 Part{std::move(lead), ends.of(fresh.blocks[index].whole), fresh.blocks[index].name});
}

std::string merge_body(const Document& existing, const Document& fresh, const LineEnds& ends) {
    // The first part is the file's start, so that a section can be put behind "nothing".
    std::vector<Part> parts{{}};
    for (std::size_t i = 0; i < existing.blocks.size(); ++i) {
        const auto& old = existing.blocks[i];
        const auto at = fresh.find(old.name);
        std::string block(at ? ends.of(fresh.blocks[*at].whole) : std::string(old.whole));
        if (at) block += kept_quote(old, fresh.blocks[*at].body, ends);
        parts.push_back({std::string(existing.gaps[i]), std::move(block), old.name});
    }
    parts.push_back({std::string(existing.gaps.back()), {}, {}});
    std::size_t anchor = 0;
    for (std::size_t i = 0; i < fresh.blocks.size(); ++i) {
        const auto found = std::ranges::find(parts.begin() + 1, parts.end(), fresh.blocks[i].name, &Part::name);
        if (found == parts.end()) insert_section(parts, anchor++, fresh, i, ends);
        else anchor = static_cast<std::size_t>(found - parts.begin());
    }
    std::string out;
    for (const auto& part : parts) out += part.gap + part.block;
    return out;
}

Result<void> must_be_same_incident(const Document& existing, const Document& fresh) {
    const auto* was = find_key(existing, "id");
    const auto* is = find_key(fresh, "id");
    if (was != nullptr && is != nullptr && was->value != is->value)
        return fail(Errc::conflict, fmt::format("This file is the draft of {}, not of {}.", was->value, is->value),
                    "Nothing was written. Choose another file.");
    if (existing.blocks.empty())
        return fail(Errc::conflict, "This file has no generated block of tocsin in it, so it is not a draft.",
                    "Nothing was written. Choose another file.");
    return {};
}

}  // namespace

Result<std::string> merge(std::string_view existing, std::string_view fresh) {
    if (text::trim(existing).empty()) return std::string(fresh);
    const LineEnds ends(existing);
    const bool bom = existing.starts_with(kBom);
    if (bom) existing.remove_prefix(kBom.size());
    const auto old = parse_document(existing);
    if (!old) return std::unexpected(old.error());
    const auto made = parse_document(fresh);
    if (!made) return std::unexpected(made.error());
    if (auto same = must_be_same_incident(*old, *made); !same) return std::unexpected(same.error());
    std::string out(bom ? kBom : "");
    out += merge_front(*old, *made, ends);
    if (!old->has_front) out += ends.of("\n");
    return out + merge_body(*old, *made, ends);
}

}  // namespace tocsin::postmortem
