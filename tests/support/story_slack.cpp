// What people do in Slack besides typing commands and pressing buttons of messages: forms, shortcuts, Home, and the events
// that Slack tells of.
#include <nlohmann/json.hpp>

#include "tests/support/story_inside.hpp"

namespace tocsin::story {

std::string Story::interact(const std::string& user, const Result<net::Request>& request) {
    if (!request) FAIL("nobody could do that: " << request.error().message);
    in_->last_request = *request;
    slack().take_answer(in_->last_request, deliver(in_->last_request));
    settle();
    const auto told = untold(user);
    return told.empty() ? std::string() : readable(told.back().text, told.back().blocks);
}

std::string Story::submit(const std::string& user, const std::map<std::string, std::vector<std::string>>& values) {
    const auto* form = slack().form(user);
    if (form == nullptr) FAIL(user << " has no form to send");
    const std::string id = form->id;
    std::string told = interact(user, slack().submit_view(user, id, values));
    std::string errors;
    for (const auto& [field, message] : slack().state().views.at(id).errors) errors += (errors.empty() ? "" : "\n") + field + ": " + message;
    return errors.empty() ? told : errors;
}

void Story::close_form(const std::string& user, const std::map<std::string, std::vector<std::string>>& values) {
    const auto* form = slack().form(user);
    if (form == nullptr) FAIL(user << " has no form to close");
    const auto request = slack().close_view(user, form->id, values);
    if (!request) FAIL("nobody could do that: " << request.error().message);
    if (*request) slack().take_answer(**request, deliver(**request));
    settle();
}

std::string Story::use_shortcut(const std::string& user, const std::string& callback_id) {
    return interact(user, slack().shortcut(user, callback_id));
}

std::string Story::use_message_shortcut(const std::string& user, const std::string& channel, const std::string& ts, const std::string& callback_id) {
    return interact(user, slack().message_shortcut(user, channel, ts, callback_id));
}

std::string Story::press_in_view(const std::string& user, const std::string& view_id, const std::string& action_id) {
    return interact(user, slack().press_in_view(user, view_id, action_id));
}

std::string Story::form_text(const std::string& user) {
    const auto* form = slack().form(user);
    return form == nullptr ? std::string() : readable({}, form->view);
}

std::string Story::form_value(const std::string& user, const std::string& field) {
    const auto* form = slack().form(user);
    if (form == nullptr) FAIL(user << " has no form before them");
    for (const auto& block : nlohmann::json::parse(form->view).at("blocks")) {
        if (block.value("block_id", "") != field) continue;
        const auto& element = block.at("element");
        if (element.contains("initial_option")) return element["initial_option"]["value"];
        if (element.contains("initial_date_time")) return std::to_string(element["initial_date_time"].get<std::int64_t>());
        return element.value("initial_user", element.value("initial_value", ""));
    }
    FAIL("the form has no field " << field);
    return {};
}

std::vector<net::Request> Story::deliver_events() {
    auto requests = slack().take_events();
    for (const auto& request : requests) CHECK(deliver(request).status / 100 == 2);
    settle();
    return requests;
}

}  // namespace tocsin::story
