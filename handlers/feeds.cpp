#include "handlers/feeds.hpp"

#include "bot/base/crypto.hpp"

namespace tocsin::handlers {

std::string schedule_feed_path(const oncall::ScheduleId& schedule) { return "/oncall/" + schedule.value + ".ics"; }
std::string person_feed_path(const oncall::PersonId& person) { return "/oncall/person/" + person.value + ".ics"; }

std::string feed_token(std::string_view secret, std::string_view path) { return crypto::to_hex(crypto::hmac_sha256(secret, path)); }

bool is_feed_token(std::string_view secret, std::string_view path, std::string_view token) {
    return !secret.empty() && crypto::equal_constant_time(feed_token(secret, path), token);
}

}  // namespace tocsin::handlers
