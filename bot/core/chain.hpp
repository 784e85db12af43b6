// The hash chain of one incident's timeline (design G5). Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "bot/base/crypto.hpp"
#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"

namespace tocsin {

/// The columns of a timeline row that the chain covers, as stored.
struct ChainedRow {
    IncidentNumber incident;
    EventSeq seq;
    std::string_view kind;
    Time occurred_at;
    Time recorded_at;
    std::string_view actor;
    std::string_view source;
};

/// SHA-256(salt ‖ payload): all that remains of a payload after it was redacted.
crypto::Sha256 payload_digest(std::string_view salt, std::string_view payload);

/// SHA-256(prev_hash ‖ each column, length-prefixed ‖ payload digest). `prev_hash` is 32 raw bytes; for seq 1 it is
/// 32 zero bytes. A length is 8 bytes big-endian, a number is its decimal text.
crypto::Sha256 chain_hash(std::string_view prev_hash, const ChainedRow& row, const crypto::Sha256& payload_digest);

/// The `prev_hash` of a first event.
std::string genesis_hash();

}  // namespace tocsin
