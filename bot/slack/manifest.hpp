// The app's manifest, from which Slack makes the app (docs: reference/app-manifest): slash command, shortcuts, scopes, events and
// addresses, all from the tables of surface.hpp and the configuration. Pure; any thread.
#pragma once

#include <string>

namespace tocsin::slack {

struct ManifestOptions {
    std::string command = "/incident";  ///< with its slash, at most 32 characters
    std::string usage_hint;             ///< shown while the command is typed; cut at 1,000 characters
    std::string public_url;             ///< https://…; how Slack reaches this program. Not used in Socket Mode
    bool socket_mode = false;           ///< everything comes over a websocket that we open: there are no addresses
};

/// YAML with the reason of each scope beside it.
std::string manifest_yaml(const ManifestOptions& options);
std::string manifest_json(const ManifestOptions& options);

}  // namespace tocsin::slack
