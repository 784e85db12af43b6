#include "bot/store/reply_codec.hpp"

#include <nlohmann/json.hpp>

#include "bot/store/json_fields.hpp"
#include "bot/store/reply_fields.hpp"

namespace tocsin::store {

using Json = nlohmann::json;

std::string encode_reply(const Reply& reply) {
    std::string out;
    JsonCodec<Json>::write(out, reply);
    return out;
}

Reply decode_reply(std::string_view text) {
    Reply reply;
    const Json stored = Json::parse(text, nullptr, false);
    if (stored.is_object()) JsonCodec<Json>::read(stored, reply);
    return reply;
}

}  // namespace tocsin::store
