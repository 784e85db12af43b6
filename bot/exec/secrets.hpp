// The secrets of runbooks: a name and its value from the configuration (`runbooks.secrets`), and how to keep all of them out of what people
// see. Shared by the executors; made once, read-only; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "bot/base/error.hpp"
#include "bot/exec/capture.hpp"
#include "bot/exec/executor.hpp"
#include "bot/exec/masker.hpp"

namespace tocsin::exec {

class Secrets {
public:
    Secrets() = default;
    /// Values for which `secret_problem` has an answer are not masked: the configuration refuses them.
    explicit Secrets(std::map<std::string, std::string> values);

    /// What `{{secret.NAME}}` means. Fails (not_found) with the names that there are.
    Result<std::string> resolve(std::string_view name) const;
    const Masker& masker() const { return masker_; }

private:
    std::map<std::string, std::string, std::less<>> values_;
    Masker masker_;
};

/// Why a value cannot be used as a secret, to be said after its name; empty if it can.
std::string secret_problem(std::string_view value);

/// How much more than asked for must be captured so that no secret is cut in two.
std::size_t margin_for(const Masker& masker);
/// What was captured, cleaned and masked, and only then cut.
Output excerpt(const Capture& captured, const Masker& masker);

}  // namespace tocsin::exec
