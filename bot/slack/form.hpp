// A body of type application/x-www-form-urlencoded, as Slack sends commands and interactions. Pure value; any thread.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bot/base/error.hpp"

namespace tocsin::slack {

class UrlEncodedForm {
public:
    /// invalid_argument for a malformed `%` escape, a repeated field or more than 100 fields. Values are sanitized.
    static Result<UrlEncodedForm> parse(std::string_view body);

    bool has(std::string_view name) const { return std::ranges::find(fields_, name, &Field::name) != fields_.end(); }
    /// Empty if absent.
    const std::string& get(std::string_view name) const;

private:
    struct Field {
        std::string name, value;
    };
    std::vector<Field> fields_;  ///< few enough to look through
};

/// `a=1&b=two+words`: for calls to methods that take no JSON, and for the sandbox.
std::string encode_form(const std::map<std::string, std::string, std::less<>>& fields);

}  // namespace tocsin::slack
