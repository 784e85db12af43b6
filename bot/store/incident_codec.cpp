#include "bot/store/incident_codec.hpp"

#include <nlohmann/json.hpp>

#include "bot/store/incident_fields.hpp"
#include "bot/store/json_fields.hpp"

namespace tocsin::store {

using Json = nlohmann::json;

std::string encode_incident(const Incident& state) {
    std::string out;
    JsonCodec<Json>::write(out, state);
    return out;
}

std::optional<Incident> decode_incident(std::string_view text) {
    const Json snapshot = Json::parse(text, nullptr, false);
    if (!snapshot.is_object()) return std::nullopt;
    Incident state;
    JsonCodec<Json>::read(snapshot, state);
    return state;
}

}  // namespace tocsin::store
