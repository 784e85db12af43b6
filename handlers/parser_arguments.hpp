// What stands after a verb: options taken out wherever they stood, then words one by one, then free text exactly as it was
// typed. Made per command by parse() and given to the verb's own parse function; one thread, lives for that call.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "handlers/grammar.hpp"
#include "handlers/parser.hpp"
#include "handlers/parser_words.hpp"
#include "handlers/window.hpp"

namespace tocsin::handlers {

class Arguments {
public:
    /// `words` are those of `text` after the verb; both views must outlive this. `incident`: named before them, or none.
    Arguments(std::string_view text, std::vector<Word> words, const VerbSpec& verb, const ParseContext& context, IncidentNumber incident = {});

    /// Once, before anything else. A lone `--` as the first word ends the options; `guarded()` tells the verb that what
    /// follows is text whatever it looks like.
    Result<void> take_options();
    bool guarded() const { return guarded_; }

    bool flag(std::string_view option) const { return options_.contains(option); }
    /// The value of a word option; empty if it was not given.
    std::string value(std::string_view option) const;
    /// The value of a time option.
    std::optional<Time> time(std::string_view option) const;

    std::size_t count() const { return kept_.size() - next_; }
    bool done() const { return count() == 0; }
    /// The `index`-th word that is left; an empty word if there are fewer.
    const Word& peek(std::size_t index = 0) const;
    Word take();
    void drop_last(std::size_t words);
    /// An incident's key as the next or the last word that is left: it says which incident is meant, unless one was named before.
    void take_incident();
    IncidentNumber incident() const { return incident_; }

    /// What is left, as it was typed, without the options that stood in between.
    std::string rest();
    /// The same on one line; without its quotes if all of it is quoted.
    std::string rest_line();

    Result<Time> past_time(std::string_view typed);
    Result<Time> future_time(std::string_view typed);
    /// When something begins: a day is its start.
    Result<Time> begin_time(std::string_view typed);
    /// The same, or a time that is past.
    Result<Time> any_time(std::string_view typed);
    Result<TimeWindow> window(std::string_view from, std::string_view until);

    /// The result of a verb that takes no more words: `command`, or an error that names the first one too many.
    Result<Command> finish(Command command) const;
    /// `message` with the accepted form, an example and the person's own text.
    std::unexpected<Error> wrong(std::string message) const;
    /// The same about a time, with the reason that the reader of times gave.
    std::unexpected<Error> wrong_time(std::string_view what, const Error& why) const;

    const ParseContext& context() const { return context_; }
    const std::string& when_echo() const { return when_echo_; }

private:
    struct Kept {
        Word word;
        std::size_t cut_begin = 0, cut_end = 0;  ///< an option that stood before it, in bytes; equal: none
    };
    struct Value {
        std::string word;
        std::optional<Time> time;
    };

    const OptionSpec* find(const Word& word) const;
    /// How many of words_ the option at `index` takes, itself included.
    Result<std::size_t> take_option(std::size_t index, const OptionSpec& spec);
    Result<std::size_t> take_time(std::size_t index, const OptionSpec& spec, std::optional<std::string> glued);
    Result<Time> keep_echo(Result<struct When> when);

    std::string_view text_;
    std::vector<Word> words_;
    const VerbSpec& verb_;
    const ParseContext& context_;
    IncidentNumber incident_;
    std::vector<Kept> kept_;
    std::size_t next_ = 0;
    std::map<std::string, Value, std::less<>> options_;
    bool guarded_ = false;
    std::string when_echo_;
};

/// An error about a command: `message`, then as hint the accepted form, an example and the text as typed.
Error complaint(std::string message, const VerbSpec& verb, std::string_view typed, const ParseContext& context);
/// `You typed: …`, at most kEchoLimit bytes of it.
std::string echo_typed(std::string_view typed, const ParseContext& context);

}  // namespace tocsin::handlers
