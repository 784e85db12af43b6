// Reading JSON that came from outside: strict (depth ≤ 64, no repeated key), every string sanitized, and an error that
// names the path of the field. A document owns the tree; cursors point into it and must not outlive it. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/base/error.hpp"

namespace tocsin {

/// A place in a document. A read that does not fit notes the first error in the document and gives an empty value, so
/// that a decoder is a straight list of fields and asks `JsonDocument::error` once at its end.
class JsonCursor {
public:
    /// False if the field is absent or null.
    bool present() const { return node_ != nullptr; }
    bool is_text() const;
    bool is_object() const;
    bool is_array() const;
    /// Keys of an object in the order of the alphabet; nothing for anything else.
    std::vector<std::string> keys() const;
    /// The field, wherever it leads; not present if this is no object.
    JsonCursor operator[](std::string_view key) const;
    /// The elements of an array; an absent one has none, anything else is an error.
    std::vector<JsonCursor> elements() const;

    /// Must be there / may be absent or null. A number or boolean is no text.
    std::string text(std::string_view key) const;
    std::string text_or(std::string_view key, std::string_view fallback = {}) const;
    /// Text, or a number or boolean as text: for fields that senders cannot agree upon.
    std::string scalar_or(std::string_view key, std::string_view fallback = {}) const;
    std::int64_t number_or(std::string_view key, std::int64_t fallback) const;
    bool flag_or(std::string_view key, bool fallback) const;
    /// Must be an object / may be absent or null.
    JsonCursor object(std::string_view key) const;
    JsonCursor object_or(std::string_view key) const;
    /// This value itself as text, scalar as above; empty for objects and arrays.
    std::string scalar() const;
    /// This value itself as JSON text; `null` if it is not there.
    std::string to_json() const;

    /// `event.data.assignees[0].id`; empty at the root.
    const std::string& path() const { return path_; }
    /// Notes an error at this place, e.g. `is no RFC 3339 time`.
    void complain(std::string_view what) const;

private:
    friend class JsonDocument;
    JsonCursor(const nlohmann::json* node, std::string path, std::optional<Error>* error)
        : node_(node), path_(std::move(path)), error_(error) {}
    std::string path_of(std::string_view key) const;

    const nlohmann::json* node_ = nullptr;
    std::string path_;
    std::optional<Error>* error_ = nullptr;
};

class JsonDocument {
public:
    /// invalid_argument if it is no JSON, is nested deeper than 64 or repeats a key. Lone surrogates become U+FFFD.
    static Result<JsonDocument> parse(std::string_view text);
    JsonDocument(JsonDocument&&) noexcept;
    JsonDocument& operator=(JsonDocument&&) noexcept;
    ~JsonDocument();

    JsonCursor root() const;
    /// What was wrong first, if anything was.
    const std::optional<Error>& error() const;

private:
    struct State;
    explicit JsonDocument(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace tocsin
