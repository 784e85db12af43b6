// Finds secrets in text, also as others write them: base64 wherever it begins and however its lines break, percent-encoded, escaped for JSON.
// Filled once, then read-only; any thread.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tocsin::exec {

/// A shorter value would be found in what has nothing to do with it, and is quickly guessed.
constexpr std::size_t kShortestSecret = 6;
constexpr std::string_view kMask = "***";

/// The bytes [begin, end) of a text.
struct Span {
    std::size_t begin = 0, end = 0;
};

class Masker {
public:
    /// Values shorter than kShortestSecret are refused: false.
    bool add(std::string_view secret);

    /// In order, without overlap.
    std::vector<Span> find(std::string_view text) const;
    std::string masked(std::string_view text) const;
    bool finds_in(std::string_view text) const { return !find(text).empty(); }
    /// No form of a secret that `find` knows is longer.
    std::size_t longest() const { return longest_; }

private:
    /// Finds many patterns in one pass: where the first four bytes can be those of a pattern, and only there, it looks closer.
    class Index {
    public:
        void add(std::string pattern);
        template <class Found>
        void scan(std::string_view text, Found found) const;

    private:
        std::bitset<1 << 16> likely_;
        std::unordered_map<std::uint32_t, std::vector<std::string>> by_start_;
    };

    void add_plain(std::string_view value);
    void add_base64(std::string_view value);

    Index plain_, base64_;
    bool holds_space_ = false;
    std::size_t longest_ = 0;
};

/// `text` with each span as `***`; spans that cross `begin` or `end` count for what lies between.
std::string with_masks(std::string_view text, const std::vector<Span>& spans, std::size_t begin, std::size_t end);

}  // namespace tocsin::exec
