// Which tocsin this is. Constant; any thread.
#pragma once

#include <string_view>

namespace tocsin::handlers {

/// As in CMakeLists.txt, `0.1.0`.
std::string_view version();

}  // namespace tocsin::handlers
