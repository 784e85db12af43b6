#include "bot/store/signing_key.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <span>

#include "bot/base/text.hpp"

namespace tocsin::store {
namespace {

constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;

std::string hex_of(std::string_view bytes) {
    return crypto::to_hex(std::span(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

Result<crypto::SigningKey> make_key(const std::string& path) {
    const auto key = crypto::generate_signing_key();
    const std::string line = hex_of(key.private_key) + "\n";
    const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, kOwnerOnly);
    if (file < 0) return fail(Errc::unavailable, "cannot make the signing key " + path + ": " + std::strerror(errno));
    const bool written = ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && ::fsync(file) == 0;
    const int problem = errno;
    ::close(file);
    if (written) return key;
    ::unlink(path.c_str());
    return fail(Errc::unavailable, "cannot write the signing key " + path + ": " + std::strerror(problem));
}

}  // namespace

Result<crypto::SigningKey> load_or_make_signing_key(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return make_key(path);
    if ((status.st_mode & 0077) != 0 && ::chmod(path.c_str(), kOwnerOnly) != 0)
        return fail(Errc::unavailable, "others can read the signing key " + path, "Run: chmod 600 " + path);
    return read_signing_key(path);
}

Result<crypto::SigningKey> read_signing_key(const std::string& path) {
    if (struct stat status {}; ::stat(path.c_str(), &status) != 0) return fail(Errc::not_found, "there is no signing key " + path);
    std::ifstream in(path);
    const std::string content{std::istreambuf_iterator<char>(in), {}};
    const auto bytes = crypto::from_hex(text::trim(content));
    if (!in || !bytes || bytes->size() != 32)
        return fail(Errc::invalid_argument, path + " is no signing key: 64 hex digits are expected",
                    "Put the right file back. Without it new heads are signed with another key, which `tocsin verify` reports.");
    return crypto::signing_key_from_private(*bytes);
}

}  // namespace tocsin::store
