// A text as a JSON string, for codecs that write JSON without building a tree first. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

/// Appends `text` in quotes, escaped (RFC 8259, section 7). What is no UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace tocsin
