// The report over many incidents, and names as the store knows them: what API and CLI share. On a reader thread.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "bot/base/markup.hpp"
#include "bot/postmortem/report.hpp"
#include "bot/store/unit_of_work.hpp"

namespace tocsin::handlers {

/// The directory as it was when it was read; whom the on-call file knows has the name that it gives. `file` may be null.
class StoredNames final : public Names {
public:
    /// `named`: user groups and channels.
    explicit StoredNames(const std::vector<Person>& people, const std::vector<store::SlackName>& named = {}, const oncall::Oncall* file = nullptr);
    std::string person(std::string_view actor_id) const override;
    std::string channel(std::string_view channel_id) const override;

private:
    std::unordered_map<std::string, std::string> names_;
    std::unordered_map<std::string, std::string> by_slack_id_;  ///< of the on-call file, whatever the workspace
};

struct ReportQuery {
    Time from, to;
    postmortem::GroupBy by = postmortem::GroupBy::service;
};
/// Dates or RFC 3339; `to` is exclusive, and a date without a time includes that day. Errors name the parameter.
Result<ReportQuery> report_query(const std::string& from, const std::string& to, const std::string& by);

/// `counts`: whether the incident may be counted for whoever asks. `file`: the on-call file or null; the team of an incident is the escalation
/// policy of its service there.
postmortem::Report make_report(const store::Snapshot& view, const ReportQuery& query, const oncall::Oncall* file,
                               const std::function<bool(const Incident&)>& counts);

}  // namespace tocsin::handlers
