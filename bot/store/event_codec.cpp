#include "bot/store/event_codec.hpp"

#include <nlohmann/json.hpp>
#include <unordered_map>

#include "bot/store/event_fields.hpp"
#include "bot/store/json_fields.hpp"

namespace tocsin::store {
namespace {

using Json = nlohmann::json;
using Codec = JsonCodec<Json>;
constexpr int kPayloadVersion = 1;

template <std::size_t I>
EventBody read_body(const Json& payload) {
    std::variant_alternative_t<I, EventKind> body{};
    Codec::read(payload, body);
    return body;
}

using Reader = EventBody (*)(const Json&);
using Readers = std::unordered_map<std::string_view, Reader>;

template <std::size_t... I>
Readers make_readers(std::index_sequence<I...>) {
    return {{kind_of(std::variant_alternative_t<I, EventKind>()), &read_body<I>}...};
}

/// All kinds but Erased, which is the last alternative and never stored.
const Readers& readers() {
    static const Readers table = make_readers(std::make_index_sequence<std::variant_size_v<EventKind> - 1>());
    return table;
}

}  // namespace

std::string encode_payload(const Event& event) {
    std::string out = "{\"v\":" + std::to_string(kPayloadVersion) + ",";
    std::visit([&](const auto& body) { Codec::write_fields(out, body); }, event.body);
    const auto add = [&](std::string_view name, const auto& value) {
        out += ',';
        Codec::write_name(out, name);
        Codec::write(out, value);
    };
    if (!event.link.empty()) add("link", event.link);
    if (event.corrects) add("corrects", *event.corrects);
    out += '}';
    return out;
}

void decode_payload(const std::string& kind, const std::optional<std::string>& text, Event& into) {
    into.body = event::Erased{kind};
    if (!text) return;
    const Json payload = Json::parse(*text, nullptr, false);
    if (!payload.is_object()) return;
    if (const auto link = payload.find("link"); link != payload.end()) Codec::read(*link, into.link);
    if (const auto corrects = payload.find("corrects"); corrects != payload.end()) Codec::read(*corrects, into.corrects);
    if (const auto reader = readers().find(kind); reader != readers().end()) into.body = reader->second(payload);
}

}  // namespace tocsin::store
