// `tocsin sandbox demo`: a whole incident in seconds, from PagerDuty's trigger to the post-mortem draft on disk, printed
// as it happens. Real HTTPS and SQLite, simulated outside. The bot is a process of its own and is killed once on the way. Runs on the calling thread.
#pragma once

#include <string>

namespace tocsin {

/// The exit code: 0 if every step happened as told. Files are left in `folder`.
int run_demo(const std::string& folder);

}  // namespace tocsin
