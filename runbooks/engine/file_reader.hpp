// The parts of reading a runbook's file, one function a section. Used by file.cpp while it reads; one thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bot/yaml/section.hpp"
#include "runbooks/engine/file.hpp"

namespace tocsin::runbooks {

struct FileReader {
    YamlReport& report;
    Runbook runbook;
    std::map<std::string, Place> places;

    void read(YamlSection top);
    void read_attach(YamlSection from);
    void read_parameter(const std::string& name, const YAML::Node& node);
    void read_permissions(YamlSection from);
    std::vector<Step> read_steps(YamlSection& from, const std::string& key);
    Step read_step(YamlSection from);
    void read_when(YamlSection& from, Step& step);
    void read_options(YamlSection& from, Step& step);

    // What a step does; `field` is the place of the section within the step, such as `wait.until.http.`.
    Work read_work(YamlSection& from);
    CommandStep read_command(YamlSection from, const std::string& field);
    HttpStep read_http(YamlSection from, const std::string& field);
    WaitStep read_wait(YamlSection from);
    PageStep read_page(YamlSection from, const std::string& field);
    ApprovalStep read_approval(YamlSection from);
    SetStep read_set(YamlSection from);
    RunbookStep read_child(YamlSection from);
    ForeachStep read_foreach(YamlSection from);
    TextTemplate read_only_text(YamlSection from, const std::string& field);
    Retry read_retry(YamlSection from);
    void read_compensate(YamlSection from, Step& step);
    std::vector<Output> read_outputs(YamlSection& from, const Step& step);

    /// A text with `{{…}}`; empty if absent. Notes its place.
    TextTemplate read_template(YamlSection& from, const std::string& key, const std::string& field);
    TextTemplate required_template(YamlSection& from, const std::string& key, const std::string& field);
    TextTemplate parse_template(const YAML::Node& scalar, const std::string& field);
    std::optional<Expression> read_expression(YamlSection& from, const std::string& key, const std::string& field);
    std::map<std::string, TextTemplate> read_templates(YamlSection& from, const std::string& key, const std::string& field, bool (*fits)(std::string_view),
                                                       std::string_view form);
    std::optional<int> read_count(YamlSection& from, const std::string& key, int least, int most);
    void note_place(const std::string& field, const YAML::Mark& at);

    std::string at;                          ///< of the step that is read: `steps.undo.`
    std::map<std::string, int> lines;        ///< where each step's id stands
    std::size_t steps = 0;
};

/// The entries of a mapping whose keys are free.
std::vector<std::pair<std::string, YAML::Node>> entries(YamlSection& from, const std::string& key);
/// A text, or a list of texts.
std::vector<std::string> one_or_more(YamlSection& from, const std::string& key);
/// `[a-z0-9-]{1,40}`: runbooks and steps.
bool is_id(std::string_view id);
/// `[A-Za-z][A-Za-z0-9_-]{0,39}`: parameters and outputs.
bool is_name(std::string_view name);
/// A mistake if it is no re2 pattern.
void must_compile(YamlSection& from, const std::string& key, const std::string& pattern);

/// Looks at the text as a stream, before anything is built of it: what a runbook may not hold, and what would make reading it dear.
/// False if it must not be read further.
bool guard_text(const std::string& yaml, YamlReport& report);

}  // namespace tocsin::runbooks
