#include "runbooks/engine/outputs.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"

namespace tocsin::runbooks {
namespace {

using Json = nlohmann::json;

std::unexpected<Error> missing(const Output& output, const std::string& why) {
    return fail(Errc::invalid_argument, fmt::format("output `{}`: {}", output.name, why));
}

Result<std::string> from_json(const Output& output, const std::string& text) {
    const Json document = Json::parse(text, nullptr, false);
    if (document.is_discarded()) return missing(output, "what the step gave is no JSON");
    try {
        const Json& found = document.at(Json::json_pointer(output.at));
        return found.is_string() ? found.get<std::string>() : found.dump();
    } catch (const Json::exception&) {
        return missing(output, fmt::format("the JSON has nothing at `{}`", output.at));
    }
}

Result<std::string> value_of(const Output& output, const Given& given) {
    switch (output.from) {
        case Output::From::json: return from_json(output, given.out);
        case Output::From::stdout_: return std::string(text::trim(given.out));
        case Output::From::stderr_: return std::string(text::trim(given.err));
        case Output::From::status: return std::to_string(given.status);
        case Output::From::header: break;
    }
    const auto found = given.headers.find(text::lower(output.at));
    if (found == given.headers.end()) return missing(output, fmt::format("the answer has no header `{}`", output.at));
    return found->second;
}

}  // namespace

std::vector<std::string> undeclared_outputs(const Step& step) {
    std::vector<std::string> out{std::string(kOutcomeOutput)};
    const auto* wait = std::get_if<WaitStep>(&step.work);
    if (std::holds_alternative<CommandStep>(step.work) || (wait != nullptr && wait->until_command)) out.emplace_back(kExitOutput);
    if (std::holds_alternative<HttpStep>(step.work) || (wait != nullptr && wait->until_http)) out.emplace_back(kStatusOutput);
    return out;
}

Result<RunValues> outputs_of(const std::vector<Output>& declared, const Given& given) {
    RunValues out;
    for (const Output& output : declared) {
        auto value = value_of(output, given);
        if (!value) return std::unexpected(value.error());
        if (value->size() > kMaxOutput) return missing(output, fmt::format("{} bytes are too many; at most {}", value->size(), kMaxOutput));
        out.push_back({output.name, text::sanitized(std::move(*value))});
    }
    return out;
}

}  // namespace tocsin::runbooks
