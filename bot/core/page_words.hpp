// How far a page has come, in words that promise no more than is known (design G10): one wording for the card, the answer of
// `show` and the post-mortem. Pure; any thread.
#pragma once

#include "bot/base/markup.hpp"
#include "bot/core/page.hpp"

namespace tocsin {

/// `delivered, nobody has acknowledged yet (step 1)`: where a page that tocsin escalates itself stands.
Markup page_progress(const PageState& page);
/// `person bob by sms: delivered, 21:30 …`
Markup notification_progress(const Notification& notification);
/// The newest notifications, a line each behind `indent`; the older ones are counted. Empty if there are none.
Markup notification_lines(const PageState& page, std::string_view indent);

}  // namespace tocsin
