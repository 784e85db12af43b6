# An edited embedded file must be in the next build. ccache's default mode hashes the preprocessed text, which names the
# file of an #embed but does not hold its bytes, and would hand out the old object.
# Called with -DSOURCE_DIR=, -DSCRATCH= and -DCOMPILER=; builds a program of its own with the project's own functions.
cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE ${SCRATCH})
file(MAKE_DIRECTORY ${SCRATCH}/data)
file(WRITE ${SCRATCH}/CMakeLists.txt "
cmake_minimum_required(VERSION 3.25)
project(embed_rebuild LANGUAGES CXX)
set(CMAKE_BUILD_TYPE Debug)
include(${SOURCE_DIR}/cmake/toolchain.cmake)
include(${SOURCE_DIR}/cmake/layers.cmake)
add_executable(show show.cpp)
target_include_directories(show PRIVATE ${SOURCE_DIR})
tocsin_embed(show migrations data/*.sql)
")
file(WRITE ${SCRATCH}/show.cpp "
#include <cstdio>
#include \"bot/base/embedded.hpp\"
int main() {
    for (const auto& file : tocsin::embedded::migrations()) std::fwrite(file.bytes.data(), 1, file.bytes.size(), stdout);
}
")
# A cache of its own, so that the first build fills it and nothing else has.
set(ENV{CCACHE_DIR} ${SCRATCH}/ccache)
unset(ENV{CCACHE_DEPEND})

function(expect_after_build text)
  file(WRITE ${SCRATCH}/data/one.sql "${text}")
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${SCRATCH}/build RESULT_VARIABLE status OUTPUT_VARIABLE log ERROR_VARIABLE log)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "build failed:\n${log}")
  endif()
  execute_process(COMMAND ${SCRATCH}/build/show OUTPUT_VARIABLE shown COMMAND_ERROR_IS_FATAL ANY)
  if(NOT shown STREQUAL text)
    message(FATAL_ERROR "the file was edited to `${text}`, the binary still holds `${shown}`")
  endif()
endfunction()

file(WRITE ${SCRATCH}/data/one.sql "first")
execute_process(COMMAND ${CMAKE_COMMAND} -S ${SCRATCH} -B ${SCRATCH}/build -G Ninja -DCMAKE_CXX_COMPILER=${COMPILER}
                RESULT_VARIABLE status OUTPUT_VARIABLE log ERROR_VARIABLE log)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "configuring failed:\n${log}")
endif()
expect_after_build("first")
expect_after_build("other")
expect_after_build("longer than before")
