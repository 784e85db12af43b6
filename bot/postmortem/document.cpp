#include "bot/postmortem/document.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/postmortem/markers.hpp"

namespace tocsin::postmortem {
namespace {

bool is_key_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// `key: value` at the start of a line; an empty key if it is something else.
std::pair<std::string_view, std::string_view> key_of(std::string_view line) {
    std::size_t end = 0;
    while (end < line.size() && is_key_char(line[end])) ++end;
    if (end == 0 || line[0] == '-' || end == line.size() || line[end] != ':') return {};
    return {line.substr(0, end), text::trim(line.substr(end + 1))};
}

struct Marker {
    bool begins = false;
    std::string_view name, hash;
};

/// `begin NAME HASH` or `end NAME`; nothing if it is neither.
std::optional<Marker> parse_marker(std::string_view line) {
    const bool begins = line.starts_with(kBeginMarker);
    if (!begins && !line.starts_with(kEndMarker)) return std::nullopt;
    if (!line.ends_with(kMarkerClose)) return std::nullopt;
    line.remove_suffix(kMarkerClose.size());
    line.remove_prefix(std::min(line.size(), begins ? kBeginMarker.size() : kEndMarker.size()));
    const auto parts = text::split(line, ' ');
    if (parts.empty() || parts[0].empty() || parts.size() > (begins ? 2U : 1U)) return std::nullopt;
    return Marker{begins, parts[0], parts.size() == 2 ? parts[1] : std::string_view()};
}

class Parser {
public:
    explicit Parser(std::string_view text) : rest_(text) {}

    Result<Document> run() {
        if (auto front = parse_front(); !front) return std::unexpected(front.error());
        gap_ = rest_.data();
        while (!rest_.empty())
            if (auto line = body_line(); !line) return std::unexpected(line.error());
        if (open_) return damaged(open_line_, fmt::format("the block “{}” begins here and never ends", open_->name));
        document_.gaps.push_back(since(gap_));
        return std::move(document_);
    }

private:
    std::string_view next() {
        ++number_;
        return take_line(rest_);
    }
    std::string_view since(const char* start) const { return {start, static_cast<std::size_t>(rest_.data() - start)}; }

    std::unexpected<Error> damaged(std::size_t line, std::string what) const {
        return fail(Errc::invalid_argument, fmt::format("Line {}: {}.", line, what),
                    "Nothing was written. Mend that line, or render into a new file and move your text over.");
    }

    Result<void> parse_front() {
        auto ahead = rest_;
        if (chomp(take_line(ahead)) != "---") return {};
        next();
        document_.has_front = true;
        document_.front.push_back({{}, {}, {}, {rest_.data(), 0}});
        while (!rest_.empty()) {
            const auto line = next();
            if (chomp(line) == "---") return {};
            front_line(line);
        }
        return damaged(1, "the front matter begins here and has no closing `---`");
    }

    void front_line(std::string_view line) {
        const auto [key, value] = key_of(line);
        const bool note = line.starts_with(kFrontNote);
        if (note || !key.empty()) {
            document_.front.push_back({key, value, line, {rest_.data(), 0}, note});
            return;
        }
        auto& below = document_.front.back().rest;
        below = {below.data(), below.size() + line.size()};
    }

    Result<void> body_line() {
        const char* start = rest_.data();
        const auto line = text::trim(next());
        if (!line.starts_with(kMarker)) return {};
        const auto marker = parse_marker(line);
        if (!marker) return damaged(number_, "a tocsin marker is damaged: " + text::truncate(line, 80));
        return marker->begins ? begin(*marker, start) : end(*marker, start);
    }

    Result<void> begin(const Marker& marker, const char* start) {
        if (open_) return damaged(number_, fmt::format("the block “{}” begins before “{}” has ended", marker.name, open_->name));
        if (document_.find(marker.name)) return damaged(number_, fmt::format("the block “{}” is there twice", marker.name));
        document_.gaps.push_back({gap_, static_cast<std::size_t>(start - gap_)});
        open_ = GeneratedBlock{marker.name, marker.hash, rest_.substr(0, 0), std::string_view(start, start)};
        open_line_ = number_;
        return {};
    }

    Result<void> end(const Marker& marker, const char* start) {
        if (!open_) return damaged(number_, fmt::format("the block “{}” ends here and never began", marker.name));
        if (open_->name != marker.name)
            return damaged(number_, fmt::format("the block “{}” ends here, but “{}” is the one that began", marker.name, open_->name));
        open_->body = {open_->body.data(), static_cast<std::size_t>(start - open_->body.data())};
        open_->whole = since(open_->whole.data());
        document_.blocks.push_back(*open_);
        open_.reset();
        gap_ = rest_.data();
        return {};
    }

    std::string_view rest_;
    std::size_t number_ = 0;
    Document document_;
    const char* gap_ = nullptr;
    std::optional<GeneratedBlock> open_;
    std::size_t open_line_ = 0;
};

}  // namespace

std::string_view take_line(std::string_view& text) {
    const auto end = std::min(text.find('\n'), text.size() - (text.empty() ? 0 : 1));
    const auto line = text.substr(0, text.empty() ? 0 : end + 1);
    text.remove_prefix(line.size());
    return line;
}

std::string_view chomp(std::string_view line) {
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::optional<std::size_t> Document::find(std::string_view name) const {
    const auto found = std::ranges::find(blocks, name, &GeneratedBlock::name);
    if (found == blocks.end()) return std::nullopt;
    return static_cast<std::size_t>(found - blocks.begin());
}

Result<Document> parse_document(std::string_view text) { return Parser(text).run(); }

}  // namespace tocsin::postmortem
