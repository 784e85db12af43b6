// What the program writes to its log while this lives: standard error goes into a file, at level debug. Owned by a test case; one thread.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "bot/base/log.hpp"

namespace tocsin::story {

class CapturedLog {
public:
    explicit CapturedLog(std::string file) : file_(std::move(file)), before_(::dup(STDERR_FILENO)) {
        std::fflush(stderr);
        std::FILE* into = std::fopen(file_.c_str(), "w");
        ::dup2(::fileno(into), STDERR_FILENO);
        std::fclose(into);
        log::set_level(log::Level::debug);
    }
    ~CapturedLog() {
        log::set_level(log::Level::error);
        std::fflush(stderr);
        ::dup2(before_, STDERR_FILENO);
        ::close(before_);
    }
    CapturedLog(const CapturedLog&) = delete;
    CapturedLog& operator=(const CapturedLog&) = delete;

    std::string text() const {
        std::fflush(stderr);
        std::ifstream in(file_, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

private:
    std::string file_;
    int before_;
};

}  // namespace tocsin::story
