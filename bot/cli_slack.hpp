// `tocsin slack manifest`. Main thread.
#pragma once

#include <string>

namespace tocsin::cli {

struct SlackManifestChoice {
    std::string config;          ///< a configuration file, whose secrets need not be there yet; or empty
    std::string url;             ///< in place of the file's `server.public_url`
    bool socket_mode = false;    ///< also if the file has `slack.app_token`
    std::string output = "yaml";
};

/// Prints the manifest to paste into Slack. Without an address it is made for a host that must be put right by hand, and says so.
int slack_manifest(const SlackManifestChoice& choice);

/// What deploy/slack-manifest.yaml holds: the manifest for this host.
inline constexpr const char* kExampleUrl = "https://tocsin.example.com";

}  // namespace tocsin::cli
