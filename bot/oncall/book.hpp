// The on-call files that the program knows: the current one, and those that running pages are pinned to. Owned by App,
// shared with the handlers; any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "bot/core/oncall_calendar.hpp"
#include "bot/core/oncall_model.hpp"

namespace tocsin::oncall {

/// A file made ready for questions. Immutable.
struct Edition {
    Edition(Oncall read, std::string bytes) : file(std::move(read)), body(std::move(bytes)), calendars(file) {}

    Oncall file;
    std::string body;  ///< as it was read, to be kept for pages that outlive it
    Calendars calendars;
};

class Book {
public:
    /// Null while no on-call file is configured.
    std::shared_ptr<const Edition> current() const;
    /// Null if that version has not been read by this process.
    std::shared_ptr<const Edition> find(const std::string& version) const;

    /// All that this process has read, in no order: pages may still be pinned to any of them.
    std::vector<std::shared_ptr<const Edition>> kept() const;

    /// The current one if it knows the actor, else any kept one that does; null if none.
    std::shared_ptr<const Edition> knowing(const ActorId& actor) const;

    void set_current(std::shared_ptr<const Edition> edition);
    /// The file on disk was refused; the current edition stays. `why`: the first mistake.
    void refused(std::string why);
    /// Why the newest file was refused; empty if it is the current one.
    std::string trouble() const;
    /// An older one, which pages are pinned to.
    void keep(std::shared_ptr<const Edition> edition);

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const Edition> current_;
    std::string trouble_;
    std::map<std::string, std::shared_ptr<const Edition>> by_version_;
};

}  // namespace tocsin::oncall
