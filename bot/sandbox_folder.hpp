// What stands in the folder of a sandbox: database, certificate, configuration, on-call file, runbooks. Free functions; before anything runs.
#pragma once

#include <cstdint>
#include <string>

#include "bot/config.hpp"
#include "bot/net/client.hpp"
#include "bot/net/tls.hpp"

namespace tocsin {

struct SandboxOptions {
    std::uint16_t port = 8443;
    std::string folder;  ///< database, certificate; made if absent. The world begins anew at each start
};

/// Where `tocsin sandbox` keeps its files unless told otherwise.
std::string default_sandbox_folder();
/// The certificate that `sandbox send` trusts.
std::string sandbox_certificate(const std::string& folder);

/// Where the configuration is kept that other subcommands take, and what it says: the same as sandbox_config below.
std::string sandbox_config_file(const std::string& folder);
std::string sandbox_config_yaml(const SandboxOptions& options);

/// A new world: what the simulated Slack forgot, the database must not remember. Files that a person may have edited stay.
SandboxOptions prepare_sandbox(SandboxOptions options);
/// The configuration of the bot there.
Config sandbox_config(const SandboxOptions& options);
net::TlsFiles sandbox_tls(const std::string& folder);
/// Of a client that trusts the certificate.
net::ClientOptions trusting_sandbox(const std::string& folder);

}  // namespace tocsin
