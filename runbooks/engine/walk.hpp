// Every text and every step of a runbook, with its place: what checks and plans go through. Free functions; any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "runbooks/engine/model.hpp"

namespace tocsin::runbooks {

/// Where a text goes: what may be filled in, and how, depends on it. `carried`: an environment variable or a header, which may hold a
/// secret.
enum class Slot : std::uint8_t { argument, url, carried, text };

struct TextPlace {
    std::string field;   ///< `command.argv[1]`, as Finding::where after the step
    Slot slot = Slot::text;
    bool after = false;  ///< filled in when the step has run, so that its own outputs are known: compensate, then_page
};

using VisitText = std::function<void(const TextPlace& place, const TextTemplate& text)>;
void each_text(const Step& step, const VisitText& visit);

/// Depth first, a step before those inside it.
void each_step(const std::vector<Step>& steps, const std::function<void(const Step&)>& visit);
/// The steps inside a parallel or a foreach; empty for all others.
const std::vector<Step>& inner_steps(const Step& step);

/// `command`, `http`, …: the key of the format.
std::string_view kind_of(const Step& step);

}  // namespace tocsin::runbooks
