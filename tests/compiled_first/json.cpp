// JSON, compiled with optimisation in builds that have none: most of what the tests spend their time in. Linked before all else, since
// of a template's many copies the linker keeps the first that it meets (cmake/layers.cmake, tocsin_compiled_first).
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

template class nlohmann::basic_json<>;

namespace tocsin::compiled_first {

// Member templates of the class, which its instantiation leaves out, as the program calls them.
nlohmann::json parse(const std::string& text, bool throws) { return nlohmann::json::parse(text, nullptr, throws); }
nlohmann::json parse(std::string_view text, bool throws) { return nlohmann::json::parse(text, nullptr, throws); }
nlohmann::json parse(const char* text, bool throws) { return nlohmann::json::parse(text, nullptr, throws); }

}  // namespace tocsin::compiled_first
