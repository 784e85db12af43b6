#include "bot/exec/environment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bot/base/text.hpp"

namespace tocsin::exec {
namespace {

constexpr std::array kRefusedNames = {"PATH", "IFS", "ENV", "BASH_ENV", "SHELLOPTS", "BASHOPTS", "PS4", "GCONV_PATH", "GLIBC_TUNABLES", "NODE_OPTIONS",
                                      "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "RUBYOPT", "RUBYLIB", "OPENSSL_CONF", "LOCPATH"};
constexpr std::array kRefusedStarts = {"LD_", "DYLD_", "PYTHON", "PERL", "GIT_", "BASH_FUNC_", "TOCSIN_"};

bool is_name(std::string_view name) {
    const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; };
    return !name.empty() && is_letter(name.front()) && std::ranges::all_of(name, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

}  // namespace

std::string variable_problem(const std::string& name) {
    if (!is_name(name)) return "is no name of a variable: letters, digits and `_`, no digit first";
    const bool refused = std::ranges::find(kRefusedNames, name) != kRefusedNames.end() ||
                         std::ranges::any_of(kRefusedStarts, [&](std::string_view start) { return name.starts_with(start); });
    return refused ? "may not be set by a step: it can make a program run another one" : "";
}

std::expected<std::vector<std::string>, std::string> make_environment(std::map<std::string, std::string> let_through,
                                                                     const std::map<std::string, std::string>& of_step, const std::string& idempotency_key) {
    for (const auto& [name, value] : of_step) {
        if (auto wrong = variable_problem(name); !wrong.empty())
            return std::unexpected(fmt::format("the variable `{}` {}", text::truncate(text::one_line(text::sanitize(name)), 80), wrong));
        let_through.insert_or_assign(name, value);
    }
    if (!idempotency_key.empty()) let_through.insert_or_assign("TOCSIN_IDEMPOTENCY_KEY", idempotency_key);
    std::vector<std::string> out;
    if (!let_through.contains("PATH")) out.emplace_back(kPath);
    for (const auto& [name, value] : let_through) {
        if (value.contains('\0')) return std::unexpected(fmt::format("the variable `{}` holds a NUL byte", name));
        out.push_back(name + "=" + value);
    }
    return out;
}

}  // namespace tocsin::exec
