// The language of `if`: small, total, without side effects. Literals 'text', numbers, true, false; names (parameters, `steps.ID.OUTPUT`,
// `severity`, `status`, `service`, `title`, `item`); == != < <= > >=, `in` with a list, `matches` with a re2 literal; && || !; ( );
// success() failure() always() skipped(). Comparison is numeric if both sides are numbers, else by bytes. A value alone holds unless it
// is empty, `false` or `0`. `''` in a text stands for `'`; `matches` finds anywhere, `^` and `$` bind it. With step ids success('a', 'b')
// means that all of them succeeded, failure(…) and skipped(…) that one of them did. Values; any thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/base/error.hpp"
#include "bot/core/run_words.hpp"

namespace tocsin::runbooks {

/// What an expression is asked against.
struct Truths {
    std::function<std::optional<std::string>(std::string_view name)> value;
    /// The outcome of a step by its id; `none` while it has not ended.
    std::function<StepOutcome(std::string_view step)> outcome;
    /// For the functions without arguments: did every needed step succeed, did one fail.
    bool all_succeeded = true, one_failed = false, one_skipped = false;
    /// Which values are known already; empty: all of them, and every outcome. If it is given, no outcome is (a dry run).
    std::function<bool(std::string_view name)> known;
};

class Expression {
public:
    /// Errors: where in the text (column from 1) and what was expected; longer than 2,000 bytes or nested deeper than 32.
    static Result<Expression> parse(std::string_view text);

    /// A name without a value is unequal to everything; every expression has an answer.
    bool holds(const Truths& truths) const;
    /// The answer that no value still unknown can change; nothing if there is none.
    std::optional<bool> holds_already(const Truths& truths) const;
    /// Mentions always(), failure() or skipped(): so it is asked even if what it needs did not succeed.
    bool asks_after_failure() const;
    std::vector<std::string> names() const;         ///< values it mentions, each once
    std::vector<std::string> steps() const;         ///< steps it asks about, each once; not those of whose outputs it asks
    bool asks_about_needs() const;                  ///< has success(), failure() or skipped() without a step's id
    const std::string& source() const { return source_; }

    struct Node;

private:
    std::string source_;
    std::shared_ptr<const Node> root_;              ///< immutable and shared between copies
};

}  // namespace tocsin::runbooks
