# Every library comes from Debian 12; nothing is downloaded and nothing is vendored.

find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(date REQUIRED)
find_package(CURL REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)
find_package(Catch2 2.13 REQUIRED)
find_package(rapidcheck REQUIRED)

if(NOT TARGET nlohmann_json::nlohmann_json)
  find_package(nlohmann_json 3.11 REQUIRED)
endif()
if(NOT TARGET CLI11::CLI11)
  find_path(CLI11_INCLUDE CLI/CLI.hpp REQUIRED)
  add_library(CLI11::CLI11 INTERFACE IMPORTED)
  set_target_properties(CLI11::CLI11 PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${CLI11_INCLUDE})
endif()

# Loaded when it is needed (bot/notify/curl.hpp), so only its headers are.
add_library(curl_headers INTERFACE)
target_include_directories(curl_headers INTERFACE ${CURL_INCLUDE_DIRS})

find_library(RE2_LIBRARY re2 REQUIRED)
add_library(re2 INTERFACE)
target_link_libraries(re2 INTERFACE ${RE2_LIBRARY})

find_library(CMARK_GFM_LIBRARY cmark-gfm REQUIRED)
find_library(CMARK_GFM_EXTENSIONS_LIBRARY cmark-gfm-extensions REQUIRED)
add_library(cmark-gfm INTERFACE)
target_link_libraries(cmark-gfm INTERFACE ${CMARK_GFM_EXTENSIONS_LIBRARY} ${CMARK_GFM_LIBRARY})

# A command's short-lived pieces are made on one thread and freed on another, which glibc's allocator does slowly:
# bench/run.sh sees a tenth more commands with this one. Sanitizers bring allocators of their own.
add_library(tocsin_allocator INTERFACE)
if(NOT TOCSIN_SANITIZE)
  find_library(TCMALLOC_LIBRARY tcmalloc_minimal REQUIRED)
  target_link_options(tocsin_allocator INTERFACE "LINKER:--push-state,--no-as-needed,${TCMALLOC_LIBRARY},--pop-state")
endif()

# Asio, Asio's TLS and Beast compiled once; whoever includes them must link this target so that the definitions agree.
add_library(tocsin_asio STATIC bot/net/asio_impl.cpp)
target_compile_definitions(tocsin_asio PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
                                              BOOST_ASIO_NO_DEPRECATED BOOST_ALL_NO_LIB)
target_link_libraries(tocsin_asio PUBLIC Boost::headers OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
