#include "bot/notify/http_answer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"

namespace tocsin::notify {

std::optional<Duration> retry_after_of(const net::Response& response) {
    const auto seconds = text::parse_int(response.headers.get("Retry-After"));
    if (!seconds || *seconds < 0) return std::nullopt;
    return std::chrono::seconds{std::min<std::int64_t>(*seconds, 3600)};
}

Outcome classify(const Answer& answer, std::string_view who) {
    if (!answer) return Later{answer.error().message, {}, answer.error().ambiguity == net::Ambiguity::maybe_sent};
    const int status = answer->status;
    if (status / 100 == 2) return Taken{};
    if (status == 429) return Later{fmt::format("{} asks for a pause", who), retry_after_of(*answer), false};
    if (status == 408 || status / 100 == 5) return Later{fmt::format("{} answered {}", who, status), retry_after_of(*answer), status != 503};
    return No{std::to_string(status), fmt::format("{} refused it with {}", who, status)};
}

}  // namespace tocsin::notify
