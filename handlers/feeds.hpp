// Addresses of calendar feeds and the tokens that open them: an HMAC of the path, so that no list of tokens need be kept and one address
// tells nothing about another. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "bot/core/oncall_model.hpp"

namespace tocsin::handlers {

std::string schedule_feed_path(const oncall::ScheduleId& schedule);
std::string person_feed_path(const oncall::PersonId& person);
std::string feed_token(std::string_view secret, std::string_view path);
/// In constant time; nothing is good while there is no secret.
bool is_feed_token(std::string_view secret, std::string_view path, std::string_view token);

}  // namespace tocsin::handlers
