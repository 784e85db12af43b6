// Table `form_draft`: what people had typed into forms that were not taken. Part of Repositories.
#pragma once

#include <optional>

#include "bot/base/time.hpp"
#include "bot/core/form.hpp"

namespace tocsin::store {

class Database;

/// Whose it is: one draft a person, kind of form and incident; of a runbook's form, a runbook.
struct DraftKey {
    ActorId person;
    std::string form;         ///< the kind's name, after a space its argument
    IncidentNumber incident;  ///< none for a form that belongs to none, or asks which
};

struct FormDraft {
    FormValues values;
    Time kept_at;
};

class FormRepository {
public:
    explicit FormRepository(Database& database) : database_(database) {}

    /// Nothing if there is none, or if it was kept before `since`.
    std::optional<FormDraft> find(const DraftKey& key, Time since) const;
    /// In place of an older one.
    void keep(const DraftKey& key, const FormDraft& draft);
    void forget(const DraftKey& key);
    void forget_before(Time since);
    /// Everybody's about this incident: what is redacted there may stand in one.
    void forget_about(IncidentNumber incident);

private:
    Database& database_;
};

}  // namespace tocsin::store
