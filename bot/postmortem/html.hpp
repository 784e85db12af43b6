// Markdown as one HTML page that needs nothing else: for reading, printing (PDF by the browser) and pasting. Raw HTML
// and unsafe links in the Markdown are dropped, and the page's own policy forbids scripts. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::postmortem {

/// `markdown` may begin with YAML front matter, which is left out. `title` is plain text.
/// Throws std::bad_alloc or std::runtime_error only if the Markdown library cannot start.
std::string render_html(std::string_view markdown, std::string_view title);

}  // namespace tocsin::postmortem
