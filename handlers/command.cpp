#include "handlers/command.hpp"

namespace tocsin::handlers {

Command::Command() = default;
Command::Command(std::size_t index, void* kind) : CommandKind(alternatives::moved_in(std::type_identity<CommandKind>(), index, kind)) {}
Command::Command(const Command&) = default;
Command::Command(Command&&) noexcept = default;
Command& Command::operator=(const Command&) = default;
Command& Command::operator=(Command&&) noexcept = default;
Command::~Command() = default;

}  // namespace tocsin::handlers
