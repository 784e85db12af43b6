// Lists of a struct's fields: encoding, decoding and the tests walk one list instead of naming each member again.
// Internal to the codecs of the store. Values; any thread.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>

namespace tocsin::store {

/// One member under the name it has in JSON.
template <class C, class M>
struct Field {
    const char* name;
    M C::*member;
};
template <class C, class M>
constexpr Field<C, M> field(const char* name, M C::*member) {
    return {name, member};
}

/// Specialised for each stored struct (event_fields.hpp …): a tuple of Field.
template <class T>
inline constexpr std::nullptr_t kFields = nullptr;

template <class T>
concept Listed = !std::is_same_v<std::remove_cvref_t<decltype(kFields<T>)>, std::nullptr_t>;

/// Calls `f(name, member)` for each field.
template <class T, class F>
void for_each_field(T& value, F&& f) {
    std::apply([&](const auto&... listed) { (f(listed.name, value.*listed.member), ...); }, kFields<std::remove_const_t<T>>);
}

}  // namespace tocsin::store
