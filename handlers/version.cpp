#include "handlers/version.hpp"

namespace tocsin::handlers {

std::string_view version() { return TOCSIN_VERSION; }

}  // namespace tocsin::handlers
