// The API's JSON: requests decoded, replies, incidents and errors encoded. Pure; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "bot/base/markup.hpp"
#include "bot/core/incident.hpp"
#include "bot/core/reply.hpp"
#include "bot/net/http.hpp"

namespace tocsin::edge {

struct CommandRequest {
    std::string text;
    IncidentNumber incident;  ///< `42` or `"INC-42"`; none if absent
};
/// Errors name the field.
Result<CommandRequest> decode_command_request(std::string_view body, std::string_view key);

/// The one table from error to HTTP status.
int status_of(Errc code);
/// `{"ok":false,"error":CODE,"reply":SENTENCE,…}`
net::Response error_response(const Error& error);
/// `{"ok","reply","incident","error","data"}`; `about` fills `data`, null without it.
net::Response command_response(const Reply& reply, const Names& names, std::string_view key, const Incident* about);

std::string incident_json(const Incident& incident, std::string_view key);
std::string incidents_json(std::span<const Incident> incidents, std::string_view key);
std::string timeline_json(std::span<const Event> events, const Names& names);

}  // namespace tocsin::edge
