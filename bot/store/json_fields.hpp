// Listed structs to JSON and back. Reading is lenient: what is absent, of another type or unknown (a newer release
// wrote it) keeps its default, so that old and new binaries can read each other's rows. Internal to the codecs of the
// store; generic over the JSON type so that only their .cpp files know which it is. Any thread.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bot/base/error.hpp"
#include "bot/base/json_text.hpp"
#include "bot/base/markup.hpp"
#include "bot/base/strong.hpp"
#include "bot/base/time.hpp"
#include "bot/core/button.hpp"
#include "bot/core/delivery.hpp"
#include "bot/core/page.hpp"
#include "bot/core/run_words.hpp"
#include "bot/core/words.hpp"
#include "bot/store/fields.hpp"

namespace tocsin::store {

// How each enumeration is spelled on disk. Words the domain has no table for are spelled here.
constexpr const auto& spelling(Severity) { return words::kSeverity; }
constexpr const auto& spelling(Status) { return words::kStatus; }
constexpr const auto& spelling(Role) { return words::kRole; }
constexpr const auto& spelling(KeyTime) { return words::kKeyTime; }
constexpr const auto& spelling(CreationStep) { return words::kCreationStep; }
constexpr const auto& spelling(StepState) { return words::kStepState; }
constexpr const auto& spelling(ReviewState) { return words::kReview; }
constexpr const auto& spelling(NotificationState) { return words::kNotificationState; }
constexpr const auto& spelling(PagePhase) { return words::kPagePhase; }
constexpr const auto& spelling(RunPhase) { return words::kRunPhase; }
constexpr const auto& spelling(StepPhase) { return words::kStepPhase; }
constexpr const auto& spelling(StepOutcome) { return words::kStepOutcome; }
constexpr const auto& spelling(StepQuestion) { return words::kStepQuestion; }
constexpr const auto& spelling(StepAnswer) { return words::kStepAnswer; }
constexpr const auto& spelling(oncall::Means) { return oncall::words::kMeans; }
constexpr const auto& spelling(oncall::Urgency) { return oncall::words::kUrgency; }
constexpr const auto& spelling(oncall::TargetKind) { return oncall::words::kTarget; }
inline constexpr words::Table<delivery::PagerDutyStatus, 2> kPagerDutyStatus{
    {{delivery::PagerDutyStatus::acknowledged, "acknowledged"}, {delivery::PagerDutyStatus::resolved, "resolved"}}};
constexpr const auto& spelling(delivery::PagerDutyStatus) { return kPagerDutyStatus; }
constexpr const auto& spelling(EntryKind) { return words::kEntryKind; }
constexpr const auto& spelling(ButtonAction) { return words::kButtonAction; }
inline constexpr words::Table<Errc, 9> kErrc{
    {{Errc::invalid_argument, "invalid_argument"}, {Errc::not_found, "not_found"}, {Errc::forbidden, "forbidden"},
     {Errc::conflict, "conflict"}, {Errc::unauthenticated, "unauthenticated"}, {Errc::too_large, "too_large"},
     {Errc::overloaded, "overloaded"}, {Errc::unavailable, "unavailable"}, {Errc::permanent, "permanent"}}};
constexpr const auto& spelling(Errc) { return kErrc; }

template <class T>
concept Spelled = requires(T value) { spelling(value); };

/// One member as JSON text and back. All overloads live in one class so that they find each other. Writing goes
/// straight to the text: building a tree first took a quarter of the time of recording a note.
template <class Json>
struct JsonCodec {
    static void write(std::string& out, bool value) { out += value ? "true" : "false"; }
    static void write(std::string& out, std::integral auto value) { out += std::to_string(value); }
    static void write(std::string& out, const std::string& value) { append_json_string(out, value); }
    static void write(std::string& out, const Markup& value) { write(out, value.encoded()); }
    static void write(std::string& out, Time value) { write(out, unix_micros(value)); }
    template <class Tag>
    static void write(std::string& out, const StrongString<Tag>& value) { write(out, value.value); }
    template <class Tag>
    static void write(std::string& out, const StrongInt<Tag>& value) { write(out, value.value); }
    template <Spelled T>
    static void write(std::string& out, T value) { write(out, std::string(words::name_in(spelling(value), value))); }
    template <class T>
    static void write(std::string& out, const std::optional<T>& value) {
        if (value) write(out, *value);
        else out += "null";
    }
    template <class T>
    static void write(std::string& out, const std::vector<T>& values) { write_each(out, values); }
    template <class T, std::size_t N>
    static void write(std::string& out, const std::array<T, N>& values) { write_each(out, values); }
    template <Listed T>
    static void write(std::string& out, const T& value) {
        out += '{';
        write_fields(out, value);
        out += '}';
    }
    /// Without the braces, so that the caller can put members of its own beside them.
    template <Listed T>
    static void write_fields(std::string& out, const T& value) {
        const std::size_t begin = out.size();
        for_each_field(value, [&](const char* name, const auto& member) {
            if (out.size() != begin) out += ',';
            write_name(out, name);
            write(out, member);
        });
    }
    static void write_name(std::string& out, std::string_view name) {
        out += '"';
        out += name;
        out += "\":";
    }

    static void read(const Json& in, bool& out) { if (in.is_boolean()) out = in.template get<bool>(); }
    static void read(const Json& in, int& out) { if (in.is_number_integer()) out = in.template get<int>(); }
    static void read(const Json& in, std::int64_t& out) { if (in.is_number_integer()) out = in.template get<std::int64_t>(); }
    static void read(const Json& in, std::string& out) { if (in.is_string()) out = in.template get<std::string>(); }
    static void read(const Json& in, Markup& out) {
        if (in.is_string()) out = Markup::from_encoded(in.template get<std::string>());
    }
    static void read(const Json& in, Time& out) {
        if (in.is_number_integer()) out = time_from_unix_micros(in.template get<std::int64_t>());
    }
    template <class Tag>
    static void read(const Json& in, StrongString<Tag>& out) { read(in, out.value); }
    template <class Tag>
    static void read(const Json& in, StrongInt<Tag>& out) { read(in, out.value); }
    template <Spelled T>
    static void read(const Json& in, T& out) {
        if (in.is_string()) out = words::find_in(spelling(out), in.template get<std::string>()).value_or(out);
    }
    template <class T>
    static void read(const Json& in, std::optional<T>& out) {
        if (in.is_null()) return out.reset();
        T value{};
        read(in, value);
        out = std::move(value);
    }
    template <class T>
    static void read(const Json& in, std::vector<T>& out) {
        out.clear();
        if (!in.is_array()) return;
        for (const Json& item : in) read(item, out.emplace_back());
    }
    template <class T, std::size_t N>
    static void read(const Json& in, std::array<T, N>& out) {
        if (!in.is_array()) return;
        for (std::size_t i = 0; i < N && i < in.size(); ++i) read(in[i], out[i]);
    }
    template <Listed T>
    static void read(const Json& in, T& out) {
        if (!in.is_object()) return;
        for_each_field(out, [&](const char* name, auto& member) {
            if (const auto found = in.find(name); found != in.end()) read(*found, member);
        });
    }

private:
    static void write_each(std::string& out, const auto& values) {
        out += '[';
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (i > 0) out += ',';
            write(out, values[i]);
        }
        out += ']';
    }
};

}  // namespace tocsin::store
