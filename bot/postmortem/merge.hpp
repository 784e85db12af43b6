// Rendering a draft again into a file that people have written in (design, issue of the draft): their words stay, the
// generated blocks are made new. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "bot/base/error.hpp"

namespace tocsin::postmortem {

/// `existing`: the file as it is (may be empty); `fresh`: what `markdown` gives now. The new file:
/// - every byte outside the generated blocks as it was, wherever people moved or renamed sections;
/// - generated blocks from `fresh`; one that is missing is put, with its heading, behind the one it follows in `fresh`;
/// - text edited inside a generated block (its hash tells) is quoted below the block, those lines that `fresh` lacks;
/// - front matter: people's own keys stay; `owner`, `due` and `review` stay as people changed them; any other changed key
///   gets its generated value again and the changed line is kept as a comment.
/// merge(merge(x, f), f) = merge(x, f), and merge(f, f) = f. Line ends of the file (LF or CRLF) are kept.
/// Errors: conflict if the file is not a draft of the same incident; invalid_argument, naming the line, if a marker is
/// damaged. Nothing is overwritten then.
Result<std::string> merge(std::string_view existing, std::string_view fresh);

}  // namespace tocsin::postmortem
