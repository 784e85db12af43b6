// Turns a head that HeadScanner has passed into a Request, with Beast's parser. Pure; any thread.
#pragma once

#include <string_view>

#include "bot/base/error.hpp"
#include "bot/net/http.hpp"

namespace tocsin::net {

/// `head` with its empty line. Fails (invalid_argument) if Beast does not read exactly these bytes as one head: two
/// parsers that disagree are how requests are smuggled.
Result<Request> parse_head(std::string_view head);

}  // namespace tocsin::net
