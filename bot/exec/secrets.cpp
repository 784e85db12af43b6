#include "bot/exec/secrets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "bot/base/text.hpp"
#include "bot/exec/clean.hpp"

namespace tocsin::exec {
namespace {

/// For line ends inside base64 and code points at the edge.
constexpr std::size_t kLeastMargin = 64;

/// A part of the output as text, what of it is secret, and which of it to show.
struct Part {
    MappedText text;
    std::vector<Span> secrets;

    Part(const std::string& bytes, const Masker& masker) : text(clean(bytes)), secrets(masker.find(text.text)) {}
    /// The place of the first byte of text that comes from `offset` or later.
    std::size_t at(std::size_t offset) const {
        return static_cast<std::size_t>(std::ranges::lower_bound(text.from, static_cast<std::uint32_t>(offset)) - text.from.begin());
    }
    std::string show(std::size_t begin, std::size_t end) const { return with_masks(text.text, secrets, begin, end); }
};

}  // namespace

Secrets::Secrets(std::map<std::string, std::string> values) : values_(values.begin(), values.end()) {
    for (const auto& [name, value] : values_) masker_.add(value);
}

Result<std::string> Secrets::resolve(std::string_view name) const {
    if (const auto found = values_.find(name); found != values_.end()) return found->second;
    std::vector<std::string> names;
    names.reserve(values_.size());
    for (const auto& [known, value] : values_) names.push_back(known);
    return fail(Errc::not_found, fmt::format("there is no secret `{}` in `runbooks.secrets`", text::one_line(name)),
                names.empty() ? "none is configured" : fmt::format("there are: {}", fmt::join(names, ", ")));
}

std::string secret_problem(std::string_view value) {
    if (value.size() < kShortestSecret)
        return fmt::format("must have at least {} characters: a shorter one cannot be told from other text, so it could not be masked", kShortestSecret);
    if (value.contains('\0')) return "must not hold a NUL byte";
    return "";
}

std::size_t margin_for(const Masker& masker) { return masker.longest() + kLeastMargin; }

Output excerpt(const Capture& captured, const Masker& masker) {
    const std::string raw = captured.head();
    const Part head(raw, masker);
    if (captured.is_whole()) return {head.show(0, head.text.text.size()), "", 0};
    const std::string raw_tail = captured.tail();
    const Part tail(raw_tail, masker);
    const std::size_t cut = head.at(captured.keep_head());
    const std::size_t resume = tail.at(raw_tail.size() - captured.keep_tail());
    const std::uint64_t shown_until = cut == 0 ? 0 : head.text.to[cut - 1];
    const std::uint64_t shown_from = captured.total() - (resume < tail.text.from.size() ? raw_tail.size() - tail.text.from[resume] : 0);
    return {head.show(0, cut), tail.show(resume, tail.text.text.size()), shown_from - shown_until};
}

std::string Output::text() const {
    if (dropped == 0) return head;
    return fmt::format("{}\n… {} bytes left out …\n{}", head, dropped, tail);
}

}  // namespace tocsin::exec
