// Table `system_journal`: Ed25519-signed heads of the timelines (design G5), itself append-only. Part of Repositories.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"

namespace tocsin::store {

class Database;

struct SignedHead {
    std::int64_t seq = 0;
    Time signed_at;
    IncidentNumber incident;
    EventSeq head_seq;
    std::string head_hash;   ///< raw bytes
    std::string prev_hash;   ///< of the journal's own chain
    std::string hash;
    std::string signature;   ///< 64 bytes over `hash`
    std::string public_key;  ///< 32 bytes
};

class JournalRepository {
public:
    explicit JournalRepository(Database& database) : database_(database) {}

    std::vector<SignedHead> all() const;
    std::optional<SignedHead> newest_of(IncidentNumber incident) const;
    std::optional<SignedHead> newest() const;
    /// Incidents whose timeline grew since their newest signed head.
    std::vector<IncidentNumber> unsigned_heads() const;
    void append(const SignedHead& head);

private:
    Database& database_;
};

}  // namespace tocsin::store
