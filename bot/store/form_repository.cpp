#include "bot/store/form_repository.hpp"

#include <nlohmann/json.hpp>

#include "bot/store/database.hpp"

namespace tocsin::store {
namespace {

/// What cannot be read is no draft: it costs somebody some typing and must not cost them the form.
FormValues decode_values(const std::string& text) {
    FormValues out;
    const auto stored = nlohmann::json::parse(text, nullptr, false);
    for (const auto& [name, values] : stored.items())
        for (const auto& value : values)
            if (value.is_string()) out[name].push_back(value.get<std::string>());
    return out;
}

}  // namespace

std::optional<FormDraft> FormRepository::find(const DraftKey& key, Time since) const {
    Rows rows = database_.query("SELECT field_values, kept_at FROM form_draft WHERE person = ? AND form = ? AND incident_number = ? AND kept_at >= ?",
                                key.person, key.form, key.incident, since);
    if (!rows.next()) return std::nullopt;
    return FormDraft{decode_values(rows.get<std::string>(0)), rows.get<Time>(1)};
}

void FormRepository::keep(const DraftKey& key, const FormDraft& draft) {
    const std::string values = nlohmann::json(draft.values).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    database_.run("INSERT INTO form_draft (person, form, incident_number, field_values, kept_at) VALUES (?, ?, ?, ?, ?) "
                  "ON CONFLICT (person, form, incident_number) DO UPDATE SET field_values = excluded.field_values, kept_at = excluded.kept_at",
                  key.person, key.form, key.incident, values, draft.kept_at);
}

void FormRepository::forget(const DraftKey& key) {
    database_.run("DELETE FROM form_draft WHERE person = ? AND form = ? AND incident_number = ?", key.person, key.form, key.incident);
}

void FormRepository::forget_before(Time since) { database_.run("DELETE FROM form_draft WHERE kept_at < ?", since); }

void FormRepository::forget_about(IncidentNumber incident) { database_.run("DELETE FROM form_draft WHERE incident_number = ?", incident); }

}  // namespace tocsin::store
