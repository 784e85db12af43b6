// Which part of the program may include which: the arrows of docs/architecture.md, as a table. Pure; any thread.
#pragma once

#include <string_view>

#include "tests/lint/source_file.hpp"

namespace tocsin::lint {

/// The layer that a path of bot/ or handlers/ belongs to, such as `store`; empty for anything else.
std::string_view layer_of(std::string_view path);

/// Own headers included against the arrows, or not rooted at the checkout.
Findings check_layers(const SourceFile& file);

/// Libraries that only some folders may know: SQLite, YAML, TLS, Beast, JSON in headers …
Findings check_libraries(const SourceFile& file);

}  // namespace tocsin::lint
