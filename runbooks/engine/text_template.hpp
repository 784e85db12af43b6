// Text with `{{name}}` in it: parameters, `steps.ID.OUTPUT`, `item`, `index`, incident fields, `secret.NAME`. Logic-less: what is filled in is a value
// inside one text; it never becomes a new template, argument or YAML. `{{{{` stands for `{{`. Values; any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/base/error.hpp"

namespace tocsin::runbooks {

class TextTemplate {
public:
    struct Part {
        std::string text;       ///< as it stands, or the reference's name
        bool is_reference = false;
        friend bool operator==(const Part&, const Part&) = default;
    };

    TextTemplate() = default;
    /// Errors: an unclosed `{{`, an empty or malformed name. The message holds the text and says what is accepted.
    static Result<TextTemplate> parse(std::string_view text);

    bool empty() const { return parts_.empty(); }
    const std::vector<Part>& parts() const { return parts_; }
    /// Each once, in the order of the text.
    std::vector<std::string> references() const;
    /// The text as written, but for white space inside the braces.
    std::string source() const;

    /// Nothing for a name that has no value (a skipped step's output): an error that names it.
    using Lookup = std::function<std::optional<std::string>(std::string_view name)>;
    /// A result of more than 1 MiB is refused.
    Result<std::string> fill(const Lookup& lookup) const;
    /// The same for a URL: each value is percent-encoded (all but RFC 3986 unreserved), so that none can change host, path or query.
    Result<std::string> fill_url(const Lookup& lookup) const;

    friend bool operator==(const TextTemplate&, const TextTemplate&) = default;

private:
    std::vector<Part> parts_;
};

}  // namespace tocsin::runbooks
