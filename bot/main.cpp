// Where the program begins: hands the words to the command line and turns what nothing else caught into exit code 1.
#include <fmt/format.h>

#include "bot/cli.hpp"

int main(int argc, char** argv) {
    try {
        return tocsin::run_command_line(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "tocsin: {}\n", error.what());
        return 1;
    }
}
