// What is the same for every kind of form: drawing it, putting values into it, and what is wrong with values whatever they mean.
// On the store thread, but for `fill` and `mistakes_in`, which are pure.
#pragma once

#include <vector>

#include "handlers/forms.hpp"

namespace tocsin::handlers {

/// Asks which incident if the form needs one and has none. `state` is null then.
FormView draw(Context& context, Form form, const Incident* state);
/// Puts these values in place of what stands in the fields; what does not fit a field is left out.
void fill(FormView& view, const FormValues& values);
/// Names that the form does not have, options that were not offered, texts that are too long: what cannot happen by hand.
std::vector<FieldError> mistakes_in(const FormView& view, const FormValues& values);
/// Whether somebody changed anything.
bool differs(const FormView& view, const FormValues& values);
/// The field beside which stands what is wrong with the form as a whole.
std::string first_field(const FormView& view);

}  // namespace tocsin::handlers
