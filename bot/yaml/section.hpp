// Reads one mapping of a YAML file and keeps account: which keys were asked for, where each mistake stands.
// Used by the readers of the configuration, of the on-call file and of runbooks while they read; one thread.
#pragma once

#include <yaml-cpp/yaml.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "bot/base/time.hpp"
#include "bot/yaml/report.hpp"

namespace tocsin {

/// Where mistakes are collected, with the file's name and the environment for `${NAME}`.
struct YamlReport {
    std::string file;
    const Environment& environment;
    std::vector<ConfigError> errors;
    /// The keys that are known at each path, as far as they were asked for.
    std::map<std::string, std::set<std::string>> known;

    /// The keys of the top level, so that one that strayed into a section is sent back; may be empty.
    std::set<std::string> top{};

    void mistake(const YAML::Mark& at, const std::string& message);
    /// Takes back the newest mistake that says exactly this.
    void forget(const std::string& message);
};

class YamlSection {
public:
    /// `node` may be absent (then every look-up finds nothing); anything but a mapping is a mistake.
    YamlSection(const YAML::Node& node, std::string path, YamlReport& report);

    bool present() const { return present_; }
    /// Whether the key is there; it does not become known by that.
    bool has(const std::string& key) const;
    YamlReport& report() { return report_; }
    YamlSection section(const std::string& key);
    /// The raw node, for lists and unusual shapes; undefined if absent.
    YAML::Node node(const std::string& key);

    std::optional<std::string> text(const std::string& key);
    std::string required(const std::string& key);
    /// `key`, or the content of the file named by `key_file`; empty if neither is there.
    std::string secret(const std::string& key);
    std::vector<std::string> texts(const std::string& key);
    std::vector<std::string> secrets(const std::string& key);
    std::optional<bool> boolean(const std::string& key);
    std::optional<Duration> duration(const std::string& key);
    std::optional<int> integer(const std::string& key);
    /// One of `choices`; their index.
    std::optional<std::size_t> choice(const std::string& key, const std::vector<std::string>& choices);

    /// Marks a key as known without reading it.
    void accept(const std::string& key) { known_.insert(key); }
    void mistake(const std::string& key, const std::string& message);
    /// That a key is not there; not said if one that is unknown turns out to be meant.
    void missing(const std::string& key, const std::string& message);
    /// Where `key` stands; where the section does, if it is not there.
    YAML::Mark mark(const std::string& key) const;
    /// To be called last: every key that was not asked for is a mistake, with the nearest known one.
    void refuse_unknown();

    std::string expand(const YAML::Node& scalar);

private:
    YAML::Node node_;
    std::string path_;
    YamlReport& report_;
    void refuse(const YAML::Node& key);

    bool present_ = false;
    std::set<std::string> known_;
    std::map<std::string, std::string> missing_;  ///< what was said of each key that is not there
};

/// The items of a list of mappings, each as a section whose path is `path`.
std::vector<YamlSection> items(YamlSection& from, const std::string& key, const std::string& path);

}  // namespace tocsin
