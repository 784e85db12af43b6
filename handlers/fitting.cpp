#include "handlers/fitting.hpp"

#include <fmt/format.h>

#include "bot/base/text.hpp"

namespace tocsin::handlers {

std::optional<Reply> too_long(std::string_view what, std::string_view text, std::size_t most, IncidentNumber incident) {
    // No character has less than a byte.
    if (text.size() <= most) return std::nullopt;
    const std::size_t length = text::code_points(text);
    if (length <= most) return std::nullopt;
    Reply reply = refuse({Errc::invalid_argument, fmt::format("The {} has {} characters, and {} fit. Nothing was recorded.", what, length, most),
                          "Say it in fewer, or put the rest into a note."}, incident);
    constexpr std::size_t kGivenBack = 8'000;
    reply.text << (text.size() > kGivenBack ? "\nYou typed what begins with: " : "\nYou typed: ") << text::truncate(text, kGivenBack);
    return reply;
}

}  // namespace tocsin::handlers
