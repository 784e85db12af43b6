// What people have put into chat commands, templates, shells, YAML and URLs to get out of them. For the tests of every way that a value takes.
#pragma once

#include <string>
#include <vector>

namespace tocsin::runbooks::test {

/// More than a hundred, none with a NUL.
const std::vector<std::string>& payloads();

}  // namespace tocsin::runbooks::test
