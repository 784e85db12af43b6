// What the configuration says about commands and hosts (section `runbooks`). Values; read once; any thread.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::exec {

/// Hard limits of one process (setrlimit(2)); an empty one is the limit of tocsin itself.
struct ResourceLimits {
    std::optional<std::uint64_t> cpu_seconds = 600;
    std::optional<std::uint64_t> memory_bytes = std::uint64_t{4} << 30;  ///< of address space
    std::optional<std::uint64_t> file_bytes = std::uint64_t{1} << 30;    ///< of each file it writes
    std::optional<std::uint64_t> open_files = 1024;
    std::optional<std::uint64_t> processes{};                            ///< counts all of the user's
};

struct Identity {
    uid_t user = 0;
    gid_t group = 0;
};

struct CommandOptions {
    std::map<std::string, std::string> commands;     ///< name → absolute path
    std::map<std::string, std::string> environment;  ///< what every command sees
    std::string directory = "/";
    std::optional<Identity> identity;                ///< empty: whoever tocsin is
    ResourceLimits limits;
};

/// A place that an http step may reach.
struct HttpHost {
    std::string host;       ///< lower case, without brackets
    std::string port;
    bool is_private = false;  ///< may have addresses of this machine or of a private network
};

}  // namespace tocsin::exec
