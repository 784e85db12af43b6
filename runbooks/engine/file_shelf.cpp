// Reads the directories of a shelf.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "runbooks/engine/file.hpp"
#include "runbooks/engine/shelf.hpp"

namespace tocsin::runbooks {
namespace {

namespace fs = std::filesystem;

class ShelfReader {
public:
    explicit ShelfReader(const Allowed* allowed) : against_{allowed, {}} {}

    ShelfReading all(const std::vector<std::string>& directories) {
        for (const auto& directory : directories) read_directory(directory);
        // A child that cannot be read is not missing, so children are looked up once all files are good.
        if (out_.mistakes.empty()) check_children();
        if (out_.mistakes.empty()) {
            std::vector<VolumePtr> volumes;
            volumes.reserve(by_name_.size());
            for (const auto& [name, read] : by_name_) volumes.push_back(read.volume);
            out_.shelf = std::make_shared<const Shelf>(std::move(volumes));
        }
        return std::move(out_);
    }

private:
    struct Read {
        VolumePtr volume;
        FileReading reading;
    };

    void read_directory(const fs::path& directory) {
        std::error_code error;
        const auto root = fs::canonical(directory, error);
        std::vector<fs::path> files;
        if (!error)
            for (fs::directory_iterator it(root, error), end; !error && it != end; it.increment(error))
                if (it->path().extension() == ".yaml" && !it->path().filename().string().starts_with('.')) files.push_back(directory / it->path().filename());
        if (error) return mistake(directory, error.message());
        std::ranges::sort(files);
        for (const auto& file : files) read_file(root, file);
    }

    void read_file(const fs::path& root, const fs::path& path) {
        std::error_code error;
        const auto target = fs::canonical(path, error);
        if (error) return mistake(path, error.message());
        if (std::ranges::mismatch(root, target).in1 != root.end()) return mistake(path, "is a link that leads out of its directory");
        if (!fs::is_regular_file(target, error)) return mistake(path, "is no file");
        std::ifstream file(target, std::ios::binary);
        std::string body(kLargestFile + 1, '\0');
        file.read(body.data(), static_cast<std::streamsize>(body.size()));
        if (file.bad() || !file.is_open()) return mistake(path, "cannot be read");
        body.resize(static_cast<std::size_t>(file.gcount()));
        take(path, std::move(body));
    }

    void take(const fs::path& path, std::string body) {
        auto reading = read_text(body, path.string(), against_);
        std::ranges::copy(reading.mistakes, std::back_inserter(out_.mistakes));
        std::ranges::copy(reading.warnings, std::back_inserter(out_.warnings));
        if (!reading.file) return;
        const auto name = reading.file->name;
        if (path.stem() != name.value) return mistake(path, fmt::format("holds the runbook `{}`; name the file {}.yaml", name.value, name.value));
        auto volume = std::make_shared<const Volume>(Volume{std::move(*reading.file), std::move(body), path.string()});
        const auto [known, fresh] = by_name_.try_emplace(name, Read{std::move(volume), std::move(reading)});
        if (!fresh) mistake(path, fmt::format("the runbook `{}` is there twice; the first is {}", name.value, known->second.volume->path));
    }

    void check_children() {
        auto against = against_;
        against.child = [this](const RunbookName& name) -> const Runbook* {
            const auto found = by_name_.find(name);
            return found == by_name_.end() ? nullptr : &found->second.volume->runbook;
        };
        for (const auto& [name, read] : by_name_)
            for (const auto& finding : check(read.volume->runbook, against))
                if (!finding.warning) out_.mistakes.push_back(read.reading.at_its_place(finding));
    }

    void mistake(const fs::path& at, const std::string& what) { out_.mistakes.push_back(fmt::format("{}: {}", at.string(), what)); }

    CheckAgainst against_;
    ShelfReading out_;
    std::map<RunbookName, Read> by_name_;
};

}  // namespace

ShelfReading read_shelf(const std::vector<std::string>& directories, const Allowed* allowed) { return ShelfReader(allowed).all(directories); }

}  // namespace tocsin::runbooks
