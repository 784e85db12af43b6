// Answers in three values: true, false, and nothing while what is unknown could still change it (Kleene). When all is known there is
// always an answer.
#include "runbooks/engine/expression.hpp"

#include <algorithm>
#include <charconv>
#include <compare>

#include "bot/base/text.hpp"
#include "runbooks/engine/expression_node.hpp"
#include "runbooks/engine/list_text.hpp"

namespace tocsin::runbooks {
namespace {

using Answer = std::optional<bool>;

template <class... F>
struct Overload : F... {
    using F::operator()...;
};

/// Digits with at most one point and a sign: `1e5` is rather the start of a hash, and nan is nothing to compare with.
std::optional<double> number_in(std::string_view s) {
    double out = 0;
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), out, std::chars_format::fixed);
    if (s.empty() || error != std::errc() || end != s.data() + s.size() || s.find_first_not_of("-.0123456789") != std::string_view::npos) return std::nullopt;
    return out;
}

std::partial_ordering order(const std::string& left, const std::string& right) {
    // Whole numbers first: a double has too few digits for an id.
    if (const auto a = text::parse_int(left), b = text::parse_int(right); a && b) return *a <=> *b;
    if (const auto a = number_in(left), b = number_in(right); a && b) return *a <=> *b;
    return left.compare(right) <=> 0;
}

bool compares(const std::string& left, Comparison how, const std::string& right) {
    const auto found = order(left, right);
    switch (how) {
        case Comparison::equal: return found == 0;
        case Comparison::unequal: return found != 0;
        case Comparison::less: return found < 0;
        case Comparison::less_equal: return found <= 0;
        case Comparison::greater: return found > 0;
        case Comparison::greater_equal: return found >= 0;
    }
    return false;
}

class Evaluation {
public:
    explicit Evaluation(const Truths& truths) : truths_(truths) {}

    Answer ask(const Expression::Node& node) const {
        return std::visit([this](const auto& is) { return answer(is); }, node.is);
    }

private:
    bool is_known(const Operand& operand) const { return !operand.is_name || !truths_.known || truths_.known(operand.text); }
    std::optional<std::string> value(const Operand& operand) const {
        if (!operand.is_name) return operand.text;
        return truths_.value ? truths_.value(operand.text) : std::nullopt;
    }
    StepOutcome outcome(const std::string& step) const { return truths_.outcome ? truths_.outcome(step) : StepOutcome::none; }

    Answer answer(const Operand& alone) const {
        if (!is_known(alone)) return std::nullopt;
        const auto found = value(alone);
        return found && !found->empty() && *found != "false" && *found != "0";
    }

    Answer answer(const Compares& is) const {
        if (!is_known(is.left) || !is_known(is.right)) return std::nullopt;
        const auto left = value(is.left), right = value(is.right);
        if (!left || !right) return is.how == Comparison::unequal;
        return compares(*left, is.how, *right);
    }

    Answer answer(const IsIn& is) const {
        if (!is_known(is.left) || !std::ranges::all_of(is.list, [&](const Operand& o) { return is_known(o); })) return std::nullopt;
        const auto wanted = value(is.left);
        if (!wanted) return false;
        const auto equal = [&](const std::string& item) { return compares(*wanted, Comparison::equal, item); };
        if (is.list_is_name) return std::ranges::any_of(items_of(value(is.list.front()).value_or("")).value_or(std::vector<std::string>{}), equal);
        return std::ranges::any_of(is.list, [&](const Operand& o) {
            const auto item = value(o);
            return item && equal(*item);
        });
    }

    Answer answer(const Matches& is) const {
        if (!is_known(is.left)) return std::nullopt;
        const auto found = value(is.left);
        return found && RE2::PartialMatch(*found, *is.pattern);
    }

    Answer answer(const Asks& is) const {
        if (is.what == Asked::always) return true;
        if (truths_.known) return std::nullopt;
        const auto came_to = [&](StepOutcome wanted) { return [this, wanted](const std::string& step) { return outcome(step) == wanted; }; };
        switch (is.what) {
            case Asked::success: return is.steps.empty() ? truths_.all_succeeded : std::ranges::all_of(is.steps, came_to(StepOutcome::success));
            case Asked::failure: return is.steps.empty() ? truths_.one_failed : std::ranges::any_of(is.steps, came_to(StepOutcome::failure));
            case Asked::skipped: return is.steps.empty() ? truths_.one_skipped : std::ranges::any_of(is.steps, came_to(StepOutcome::skipped));
            case Asked::always: break;
        }
        return true;
    }

    Answer answer(const Not& is) const {
        const auto inner = ask(*is.inner);
        return inner ? Answer(!*inner) : std::nullopt;
    }
    Answer answer(const AllOf& is) const { return unless(false, is.parts); }
    Answer answer(const AnyOf& is) const { return unless(true, is.parts); }

    /// `decisive` if one part is that; its opposite if all are; else nothing.
    Answer unless(bool decisive, const std::vector<NodePtr>& parts) const {
        Answer out = !decisive;
        for (const auto& part : parts) {
            const auto found = ask(*part);
            if (found == decisive) return decisive;
            if (!found) out = std::nullopt;
        }
        return out;
    }

    const Truths& truths_;
};

void visit_all(const Expression::Node& node, const auto& visitor) {
    const auto parts = [&](const std::vector<NodePtr>& all) {
        for (const auto& part : all) visit_all(*part, visitor);
    };
    std::visit(Overload{[&](const Not& is) { visit_all(*is.inner, visitor); }, [&](const AllOf& is) { parts(is.parts); },
                        [&](const AnyOf& is) { parts(is.parts); }, [&](const auto& leaf) { visitor(leaf); }},
               node.is);
}

void add_once(std::vector<std::string>& out, const std::string& name) {
    if (std::ranges::find(out, name) == out.end()) out.push_back(name);
}

bool has_function(const Expression::Node* root, const auto& is_one) {
    bool found = false;
    if (root != nullptr)
        visit_all(*root, Overload{[&](const Asks& is) { found = found || is_one(is); }, [](const auto&) {}});
    return found;
}

}  // namespace

Result<Expression> Expression::parse(std::string_view text) {
    auto root = parse_expression(text);
    if (!root) return std::unexpected(std::move(root.error()));
    Expression out;
    out.source_ = text;
    out.root_ = std::move(*root);
    return out;
}

std::optional<bool> Expression::holds_already(const Truths& truths) const { return root_ ? Evaluation(truths).ask(*root_) : true; }

bool Expression::holds(const Truths& truths) const { return holds_already(truths).value_or(false); }

bool Expression::asks_after_failure() const {
    return has_function(root_.get(), [](const Asks& is) { return is.what != Asked::success; });
}

bool Expression::asks_about_needs() const {
    return has_function(root_.get(), [](const Asks& is) { return is.what != Asked::always && is.steps.empty(); });
}

std::vector<std::string> Expression::names() const {
    std::vector<std::string> out;
    const auto add = [&](const Operand& operand) {
        if (operand.is_name) add_once(out, operand.text);
    };
    const auto list = [&](const IsIn& is) {
        add(is.left);
        std::ranges::for_each(is.list, add);
    };
    if (root_)
        visit_all(*root_, Overload{add, [&](const Compares& is) { add(is.left), add(is.right); }, list,
                                    [&](const Matches& is) { add(is.left); }, [](const auto&) {}});
    return out;
}

std::vector<std::string> Expression::steps() const {
    std::vector<std::string> out;
    const auto add = [&](const Asks& is) {
        for (const auto& step : is.steps) add_once(out, step);
    };
    if (root_) visit_all(*root_, Overload{add, [](const auto&) {}});
    return out;
}

}  // namespace tocsin::runbooks
