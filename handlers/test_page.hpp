// `page --test @me`: by which means somebody can be reached. It wakes nobody else, asks for nothing and needs no incident. On the
// store thread.
#pragma once

#include "handlers/command.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// Recorded on this incident, whose card says how far each message has come.
Reply test_page(Context& context, const Incident& state, const command::Page& command);
/// Recorded on the one that all such tests share, a drill without a channel that is closed from the start.
Reply test_page(Context& context, const command::Page& command);

}  // namespace tocsin::handlers
