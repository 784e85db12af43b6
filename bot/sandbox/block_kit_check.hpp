// Block Kit's limits (Slack: Reference, Block Kit), each as strict as documented or stricter: lengths are
// counted in UTF-8 bytes because Slack does not say its unit, and unknown keys are refused. Free functions;
// any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::sandbox {

enum class BlockSurface { message, modal, home };

/// What is wrong with `blocks` (JSON array text), each with a JSON pointer, as in
/// `response_metadata.messages`. Empty if Slack would take them. Text that is no JSON array gives one problem
/// that starts with `[FORMAT]`.
std::vector<std::string> check_blocks(std::string_view blocks, BlockSurface surface);

/// The same for a modal or Home view (JSON object text): title, submit, close, private_metadata, size, and
/// its blocks.
std::vector<std::string> check_view(std::string_view view);

}  // namespace tocsin::sandbox
