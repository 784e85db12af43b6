// One form's values as a reader of its kind takes them: typed, checked, and with what is wrong noted beside its field. Made per form
// by read_form; one thread, lives for that call. Times are read as the parser reads them, so that both mean the same.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "handlers/forms.hpp"
#include "handlers/when.hpp"

namespace tocsin::handlers {

class FormReader {
public:
    FormReader(const Form& form, const FormValues& values, const ParseContext& context) : form_(form), values_(values), context_(context) {}

    const Form& form() const { return form_; }
    const FormValues& values() const { return values_; }

    /// As it is; empty if the field has none.
    std::string value(std::string_view field) const;
    std::string line(std::string_view field) const;
    std::string text(std::string_view field) const;
    /// The same, and an error if it is empty.
    std::string needed_line(std::string_view field, std::string_view why);
    std::string needed_text(std::string_view field, std::string_view why);
    bool checked(std::string_view field) const { return value(field) == "yes"; }
    /// Another incident, by its name or its number; an error if it is neither.
    std::optional<IncidentNumber> needed_incident(std::string_view field);
    std::optional<PersonRef> person(std::string_view field) const;
    /// The same, and an error if nobody is chosen.
    std::optional<PersonRef> needed_person(std::string_view field, std::string_view why);
    std::optional<Time> past(std::string_view field);
    std::optional<Time> future(std::string_view field);
    /// When something begins or ends, past or to come; an error if it is empty.
    std::optional<Time> begin(std::string_view field, std::string_view why);
    /// A number such as an entry of the timeline has; an error if it is none.
    std::optional<std::int64_t> needed_number(std::string_view field, std::string_view why);

    /// Whether somebody changed it since the form was opened; a field that showed nothing is changed if it has something.
    bool changed(std::string_view field, std::string_view value) const;
    /// The same to the minute: menus of times know no seconds, and what they cut off nobody has changed.
    bool changed_time(std::string_view field) const;
    /// The one that it was opened for, or that was chosen in it; none if neither.
    IncidentNumber incident() const;

    /// One command more that the form makes.
    void add(Command command);
    void wrong(std::string_view field, std::string message);

    const std::vector<FieldError>& errors() const { return errors_; }
    FormReading take() &&;

private:
    std::optional<Time> understood(std::string_view field, const Result<When>& when);

    const Form& form_;
    const FormValues& values_;
    const ParseContext& context_;
    std::vector<ParsedCommand> commands_;
    std::vector<FieldError> errors_;
};

/// What goes with the form and comes back, so that the reader knows what it showed: digests, since texts may be long.
std::string encode_shown(const std::vector<ShownField>& fields);

}  // namespace tocsin::handlers
