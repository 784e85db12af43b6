// A text made of another one, which still knows where each of its bytes came from: so that what is found in the new one can be shown in the
// old one. Value; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::exec {

struct MappedText {
    std::string text;
    std::vector<std::uint32_t> from, to;  ///< for each byte of `text`: the bytes [from, to) that it stands for

    void add(std::string_view bytes, std::size_t begin, std::size_t end) {
        text += bytes;
        from.insert(from.end(), bytes.size(), static_cast<std::uint32_t>(begin));
        to.insert(to.end(), bytes.size(), static_cast<std::uint32_t>(end));
    }
};

}  // namespace tocsin::exec
