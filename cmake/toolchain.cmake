# The compiler, the warnings and the sanitizers: everything that holds for our own code and no other.

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  message(FATAL_ERROR "g++ < 13 miscompiles coroutines (a braced temporary beside a co_await is destroyed twice). "
                      "Use clang++-19: cmake --preset dev")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
# -g1 keeps line numbers for stack traces; full debug information doubles the memory the TLS files need to compile.
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # Depend mode, because the preprocessed text of an #embed does not change when the embedded file does. Paths are
  # taken relative to the checkout, so that a second checkout finds what the first one compiled. Precompiled headers are cached only by
  # whoever says that no header asks for the time.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_DEPEND=1 CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}
                                  CCACHE_SLOPPINESS=pch_defines,time_macros
                                  ${CCACHE_PROGRAM})
endif()

add_library(tocsin_flags INTERFACE)
target_compile_options(tocsin_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
target_include_directories(tocsin_flags INTERFACE ${CMAKE_SOURCE_DIR})

find_program(LLD_PROGRAM ld.lld-19)
if(LLD_PROGRAM)
  add_link_options(-fuse-ld=lld-19)
  # What is shipped is optimised across files as well: 2 % more notes a second, and a third less program.
  set(CMAKE_INTERPROCEDURAL_OPTIMIZATION_RELEASE ON)
  # Archives name their objects in place of holding copies of them and a list of their symbols, of which lld makes no use: a build with
  # sanitizers takes 3 GB less.
  foreach(kind "" _IPO)
    set(CMAKE_CXX_ARCHIVE_CREATE${kind} "<CMAKE_AR> qcS --thin <TARGET> <OBJECTS>")
    set(CMAKE_CXX_ARCHIVE_APPEND${kind} "<CMAKE_AR> qS --thin <TARGET> <OBJECTS>")
    set(CMAKE_CXX_ARCHIVE_FINISH${kind} "")
  endforeach()
endif()
if(TOCSIN_SANITIZE)
  add_compile_options(-fsanitize=${TOCSIN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TOCSIN_SANITIZE})
endif()
if(TOCSIN_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
