// The command line (design §4). Runs on the main thread; each subcommand ends with its exit code.
#pragma once

namespace tocsin {

/// 0 ok, 1 failed, 2 usage, 78 bad configuration.
int run_command_line(int argc, char** argv);

}  // namespace tocsin
