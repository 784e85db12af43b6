#include "bot/core/chain.hpp"

namespace tocsin {
namespace {

void put(crypto::Sha256Stream& out, std::string_view field) {
    std::string length(8, '\0');
    for (std::size_t i = 0; i < 8; ++i) length[i] = static_cast<char>(field.size() >> (8 * (7 - i)));
    out.update(length);
    out.update(field);
}
void put(crypto::Sha256Stream& out, long long number) { put(out, std::to_string(number)); }

}  // namespace

crypto::Sha256 payload_digest(std::string_view salt, std::string_view payload) {
    crypto::Sha256Stream out;
    out.update(salt);
    out.update(payload);
    return out.finish();
}

crypto::Sha256 chain_hash(std::string_view prev_hash, const ChainedRow& row, const crypto::Sha256& digest) {
    crypto::Sha256Stream out;
    out.update(prev_hash);
    put(out, row.incident.value);
    put(out, row.seq.value);
    put(out, row.kind);
    put(out, unix_micros(row.occurred_at));
    put(out, unix_micros(row.recorded_at));
    put(out, row.actor);
    put(out, row.source);
    out.update(crypto::as_bytes(digest));
    return out.finish();
}

std::string genesis_hash() { return std::string(32, '\0'); }

}  // namespace tocsin
