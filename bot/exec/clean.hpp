// What a program printed, as text that can be shown anywhere: terminals' control sequences are taken out whole, where text::sanitize would
// leave their letters behind. Pure; any thread.
#pragma once

#include <string_view>

#include "bot/exec/mapped_text.hpp"

namespace tocsin::exec {

/// Invalid UTF-8, NUL and what turns the direction of reading around become U+FFFD; escape sequences (ECMA-48), C0 and C1 controls vanish but
/// for \n and \t; CR, alone or before LF, ends a line. An escape string without an end takes only its first two bytes with it.
MappedText clean(std::string_view bytes);

}  // namespace tocsin::exec
