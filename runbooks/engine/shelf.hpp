// The runbooks that the program knows: those of its directories as one immutable value, and the older editions that runs are pinned to.
// A Shelf is a value behind a shared pointer; a Library is owned by App and shared; any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/yaml/report.hpp"
#include "runbooks/engine/check.hpp"
#include "runbooks/engine/model.hpp"

namespace tocsin::runbooks {

/// One runbook with its text, which is kept for runs that outlive the file. Immutable.
struct Volume {
    Runbook runbook;
    std::string body, path;
};
using VolumePtr = std::shared_ptr<const Volume>;

class Shelf {
public:
    Shelf() = default;
    /// Names must differ.
    explicit Shelf(std::vector<VolumePtr> volumes);

    VolumePtr find(const RunbookName& name) const;
    VolumePtr find(const RunbookHash& hash) const;
    /// By name.
    const std::vector<VolumePtr>& all() const { return volumes_; }
    /// Those in whose name, title, description or services every word occurs, hits in the name first. No words: all.
    std::vector<VolumePtr> search(std::string_view words) const;
    /// The name that `name` may be a typo of.
    std::optional<std::string> nearest(const RunbookName& name) const;

private:
    std::vector<VolumePtr> volumes_;
};

struct ShelfReading {
    std::shared_ptr<const Shelf> shelf;  ///< null if there is one mistake anywhere
    std::vector<ConfigError> mistakes, warnings;
};

/// Every NAME.yaml of these directories (not of those inside them, not hidden ones). A file must hold the runbook that it is named after;
/// a link may not lead out of its directory; a name may be there once; children must exist and not start each other in a circle.
/// `allowed`: null if that is not known here.
ShelfReading read_shelf(const std::vector<std::string>& directories, const Allowed* allowed = nullptr);

class Library {
public:
    /// Never null; empty while no directory is configured.
    std::shared_ptr<const Shelf> current() const;
    /// On the shelf, or kept; null if this process has not read it.
    VolumePtr find(const RunbookHash& hash) const;

    void set_current(std::shared_ptr<const Shelf> shelf);
    /// The files were refused; the current shelf stays. `why`: the first mistake.
    void refused(std::string why);
    /// Why the newest files were refused; empty if they are the current ones.
    std::string trouble() const;
    /// An older edition, which a run is pinned to.
    void keep(VolumePtr volume);

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const Shelf> current_ = std::make_shared<const Shelf>();
    std::string trouble_;
    std::map<RunbookHash, VolumePtr> by_hash_;
};

}  // namespace tocsin::runbooks
