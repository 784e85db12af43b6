#include "bot/store/run_codec.hpp"

#include <nlohmann/json.hpp>

#include "bot/store/json_fields.hpp"
#include "bot/store/run_fields.hpp"

namespace tocsin::store {

using Json = nlohmann::json;

std::string encode_run(const RunState& state) {
    std::string out;
    JsonCodec<Json>::write(out, state);
    return out;
}

std::optional<RunState> decode_run(std::string_view text) {
    const Json parsed = Json::parse(text, nullptr, false);
    if (!parsed.is_object()) return std::nullopt;
    RunState state;
    JsonCodec<Json>::read(parsed, state);
    return state;
}

}  // namespace tocsin::store
