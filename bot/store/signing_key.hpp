// The Ed25519 key that signs the heads of timelines, in a file of its own beside the database. Read once at the start,
// on the caller's thread.
#pragma once

#include <string>

#include "bot/base/crypto.hpp"
#include "bot/base/error.hpp"

namespace tocsin::store {

/// Reads the private key (64 hex digits), or makes one (mode 0600, on the disk before it is used). A file that others
/// can read is narrowed to 0600. Errors: cannot be read or written, malformed.
Result<crypto::SigningKey> load_or_make_signing_key(const std::string& path);
/// Changes nothing. Errors: not_found if there is no such file; cannot be read, malformed.
Result<crypto::SigningKey> read_signing_key(const std::string& path);

}  // namespace tocsin::store
