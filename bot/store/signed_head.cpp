#include "bot/store/signed_head.hpp"

namespace tocsin::store {

std::string hash_of(const SignedHead& head) {
    crypto::Sha256Stream out;
    out.update(head.prev_hash);
    for (const std::string& field : {std::to_string(head.seq), std::to_string(unix_micros(head.signed_at)),
                                     std::to_string(head.incident.value), std::to_string(head.head_seq.value),
                                     head.head_hash, head.public_key}) {
        out.update(std::to_string(field.size()) + ":");
        out.update(field);
    }
    return std::string(crypto::as_bytes(out.finish()));
}

void seal(SignedHead& head, const crypto::SigningKey& key) {
    head.public_key = key.public_key;
    head.hash = hash_of(head);
    head.signature = crypto::sign(key, head.hash);
}

}  // namespace tocsin::store
