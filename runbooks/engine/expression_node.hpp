// What an expression is made of once it is parsed. Built by expression_parse.cpp, asked by expression.cpp; immutable afterwards.
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "runbooks/engine/expression.hpp"

namespace tocsin::runbooks {

enum class Comparison : std::uint8_t { equal, unequal, less, less_equal, greater, greater_equal };
enum class Asked : std::uint8_t { success, failure, always, skipped };

/// A literal's value, or the name of one.
struct Operand {
    std::string text;
    bool is_name = false;
};
struct Compares {
    Operand left;
    Comparison how;
    Operand right;
};
/// In the list as written, or in the list that the one name holds.
struct IsIn {
    Operand left;
    std::vector<Operand> list;
    bool list_is_name = false;
};
struct Matches {
    Operand left;
    std::unique_ptr<const RE2> pattern;
};
/// Without steps: of those that the step needs.
struct Asks {
    Asked what;
    std::vector<std::string> steps;
};
using NodePtr = std::unique_ptr<const Expression::Node>;
struct Not {
    NodePtr inner;
};
struct AllOf {
    std::vector<NodePtr> parts;
};
struct AnyOf {
    std::vector<NodePtr> parts;
};

struct Expression::Node {
    std::variant<Operand, Compares, IsIn, Matches, Asks, Not, AllOf, AnyOf> is;
};

/// The tree of `text`; errors as Expression::parse.
Result<NodePtr> parse_expression(std::string_view text);

}  // namespace tocsin::runbooks
