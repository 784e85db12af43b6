// Starts one program in a session of its own, with everything of ours taken from it: descriptors, signal dispositions, environment,
// privileges to gain. Free function; blocks until the program has been loaded, so it belongs on a thread that may wait. That thread must
// live as long as the program may: the program is killed when it ends (PR_SET_PDEATHSIG).
#pragma once

#include <sys/types.h>

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "bot/exec/descriptor.hpp"
#include "bot/exec/options.hpp"

namespace tocsin::exec {

struct SpawnPlan {
    std::string path;                      ///< absolute; no look-up, no shell
    std::vector<std::string> argv;         ///< with argv[0]
    std::vector<std::string> environment;  ///< `NAME=value`; all there is
    std::string directory;
    std::optional<Identity> identity;
    ResourceLimits limits;
};

/// The program leads a session and a process group, both numbered `pid`.
struct Spawned {
    pid_t pid = -1;
    Descriptor pidfd;     ///< readable when it has ended; it stays a zombie until waited for
    Descriptor out, err;  ///< where its output is read
};

/// Fails with a sentence: `cannot run /usr/bin/kubectl: No such file or directory`.
std::expected<Spawned, std::string> spawn(const SpawnPlan& plan);

}  // namespace tocsin::exec
