#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "bot/store/database.hpp"
#include "bot/store/migrate.hpp"
#include "bot/store/verify.hpp"

namespace tocsin::store {
namespace {

namespace fs = std::filesystem;

/// VACUUM INTO does not wait for the disk, and a backup that a power cut can take back is none.
bool reached_the_disk(const fs::path& path, int flags) {
    const int file = ::open(path.c_str(), flags | O_CLOEXEC);
    if (file < 0) return false;
    const bool ok = ::fsync(file) == 0;
    ::close(file);
    return ok;
}

Result<void> cannot(const std::string& what, const std::string& why) { return fail(Errc::unavailable, what + ": " + why); }

}  // namespace

Result<void> backup(const std::string& path, const std::string& target) {
    if (fs::exists(target)) return fail(Errc::conflict, target + " exists already", "Choose another name; nothing is overwritten.");
    if (!fs::exists(path)) return fail(Errc::not_found, path + " does not exist");
    const std::string partial = target + ".partial";
    std::error_code error;
    fs::remove(partial, error);
    // Made first and made private, because SQLite would let the umask decide who may read it.
    const int file = ::open(partial.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0) return cannot("cannot write " + target, std::strerror(errno));
    ::close(file);
    try {
        Database database(path, Database::Access::read_only);
        database.run("VACUUM INTO ?", partial);
    } catch (const std::exception& failure) {
        fs::remove(partial, error);
        return cannot("cannot copy " + path + " to " + target, failure.what());
    }
    if (!reached_the_disk(partial, O_RDWR)) return cannot("cannot write " + target, std::strerror(errno));
    fs::rename(partial, target, error);
    if (error) return cannot("cannot write " + target, error.message());
    const fs::path folder = fs::absolute(target).parent_path();
    if (!reached_the_disk(folder, O_RDONLY | O_DIRECTORY)) return cannot("cannot write " + folder.string(), std::strerror(errno));
    return {};
}

Result<std::vector<std::string>> migrate(const std::string& path) {
    try {
        if (auto ours = check_is_ours(path); !ours) return std::unexpected(ours.error());
        Database database(path, Database::Access::read_write_create);
        return apply_migrations(database, path, SystemClock().now(), known_migrations());
    } catch (const std::exception& failure) {
        return fail(Errc::unavailable, "cannot migrate " + path + ": " + failure.what());
    }
}

}  // namespace tocsin::store
