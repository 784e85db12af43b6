// How a signed head is hashed and checked (design G5): written once for the writer and for `verify`. Pure; any thread.
#pragma once

#include <string>

#include "bot/base/crypto.hpp"
#include "bot/store/journal_repository.hpp"

namespace tocsin::store {

/// SHA-256(prev_hash ‖ each other column but signature, length-prefixed); raw bytes.
std::string hash_of(const SignedHead& head);

/// Completes `head`, whose other fields are set: hash, signature, public key.
void seal(SignedHead& head, const crypto::SigningKey& key);

}  // namespace tocsin::store
