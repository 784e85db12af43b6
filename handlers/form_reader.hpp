// One form's values as a reader of its kind takes them: typed, checked, and with what is wrong noted beside its field. Made per form
// by read_form; one thread, lives for that call. Times are read as the parser reads them, so that both mean the same.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "handlers/forms.hpp"

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
    std::optional<PersonRef> person(std::string_view field) const;
    std::optional<Time> past(std::string_view field);
    std::optional<Time> future(std::string_view field);

    /// One command more that the form makes.
    void add(Command command);
    void wrong(std::string_view field, std::string message);

    FormReading take() &&;

private:
    const Form& form_;
    const FormValues& values_;
    const ParseContext& context_;
    std::vector<ParsedCommand> commands_;
    std::vector<FieldError> errors_;
};

}  // namespace tocsin::handlers
