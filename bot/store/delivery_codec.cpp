#include "bot/store/delivery_codec.hpp"

#include <nlohmann/json.hpp>
#include <unordered_map>

#include "bot/store/delivery_fields.hpp"
#include "bot/store/json_fields.hpp"

namespace tocsin::store {
namespace {

using Json = nlohmann::json;
using Codec = JsonCodec<Json>;

template <std::size_t I>
Delivery read_delivery(const Json& payload) {
    std::variant_alternative_t<I, DeliveryKind> what{};
    Codec::read(payload, what);
    return what;
}

using Reader = Delivery (*)(const Json&);
using Readers = std::unordered_map<std::string_view, Reader>;

template <std::size_t... I>
Readers make_readers(std::index_sequence<I...>) {
    return {{traits_of(std::variant_alternative_t<I, DeliveryKind>()).kind, &read_delivery<I>}...};
}

const Readers& readers() {
    static const Readers table = make_readers(std::make_index_sequence<std::variant_size_v<DeliveryKind>>());
    return table;
}

}  // namespace

std::string encode_delivery(const Delivery& what) {
    std::string out;
    std::visit([&](const auto& delivery) { Codec::write(out, delivery); }, what);
    return out;
}

std::optional<Delivery> decode_delivery(std::string_view kind, std::string_view text) {
    const auto reader = readers().find(kind);
    if (reader == readers().end()) return std::nullopt;
    return reader->second(Json::parse(text, nullptr, false));
}

Delivery without_texts(Delivery what) {
    static constexpr std::string_view kRedacted = "[redacted]";
    std::visit(
        [](auto& delivery) {
            if constexpr (requires { delivery.text; }) delivery.text = decltype(delivery.text)(kRedacted);
            if constexpr (requires { delivery.summary; }) delivery.summary = kRedacted;
            if constexpr (requires { delivery.reason; }) delivery.reason = kRedacted;
            if constexpr (requires { delivery.known; }) delivery.known = {};  // what Slack has is read anyway
        },
        what);
    return what;
}

}  // namespace tocsin::store
