// `tocsin serve`: the App behind real sockets, with signals and the service manager. Runs on the calling thread, which
// becomes the I/O thread, until SIGTERM or SIGINT; returns the exit code.
#pragma once

#include "bot/config.hpp"

namespace tocsin {

/// 0 after a graceful shutdown; 1 if it could not start or the store failed for good.
int serve(Config config);

}  // namespace tocsin
