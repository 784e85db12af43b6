# tocsin_read_once(TARGET header…): precompiles them, in the builds with sanitizers alone. These are built from nothing on every change, and
# reading headers was half of it; in all other builds a file that forgets an include does not compile.
function(tocsin_read_once target)
  if(NOT TOCSIN_SANITIZE)
    return()
  endif()
  foreach(header IN LISTS ARGN)
    if(NOT header MATCHES "^<")
      set(header ${CMAKE_SOURCE_DIR}/${header})
    endif()
    target_precompile_headers(${target} PRIVATE ${header})
  endforeach()
endfunction()

# tocsin_optimise_a_little(TARGET…): where the tests under the sanitizers compute the most and the compiler has the least to do.
function(tocsin_optimise_a_little)
  if(TOCSIN_SANITIZE)
    foreach(target IN LISTS ARGN)
      target_compile_options(${target} PRIVATE -O1)
    endforeach()
  endif()
endfunction()

# tocsin_layer(NAME DIR dir LINK … [PRIVATE_LINK …] [SHARED …] [EXCLUDE …]): the static library tocsin_NAME from dir/*.cpp.
# SHARED names the headers that most of its files include: tocsin_read_once.
# A layer that has no source yet is an interface library, so that the arrows can be drawn before the rooms are furnished.
function(tocsin_layer name)
  cmake_parse_arguments(ARG "" "DIR" "LINK;PRIVATE_LINK;SHARED;EXCLUDE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${ARG_DIR}/*.cpp)
  list(REMOVE_ITEM sources bot/net/asio_impl.cpp ${ARG_EXCLUDE})
  if(sources)
    add_library(tocsin_${name} STATIC ${sources})
    target_link_libraries(tocsin_${name} PUBLIC ${ARG_LINK} PRIVATE ${ARG_PRIVATE_LINK} tocsin_flags)
    target_include_directories(tocsin_${name} PUBLIC ${CMAKE_SOURCE_DIR})
    tocsin_read_once(tocsin_${name} ${ARG_SHARED})
  else()
    add_library(tocsin_${name} INTERFACE)
    target_link_libraries(tocsin_${name} INTERFACE ${ARG_LINK})
  endif()
endfunction()

# tocsin_embed(TARGET NAME glob…): a generated file that defines tocsin::embedded::NAME() over the files' bytes (#embed).
function(tocsin_embed target name)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    return()
  endif()
  file(GLOB files CONFIGURE_DEPENDS ${ARGN})
  list(SORT files)
  set(generated ${CMAKE_BINARY_DIR}/embedded/${name}.cpp)
  set(arrays "")
  set(rows "")
  set(index 0)
  foreach(file IN LISTS files)
    get_filename_component(base ${file} NAME)
    string(APPEND arrays "constexpr unsigned char kFile${index}[] = {\n#embed \"${file}\"\n};\n")
    string(APPEND rows "    {\"${base}\", {reinterpret_cast<const char*>(kFile${index}), sizeof kFile${index}}},\n")
    math(EXPR index "${index}+1")
  endforeach()
  file(CONFIGURE OUTPUT ${generated} @ONLY CONTENT
"#include \"bot/base/embedded.hpp\"
namespace tocsin::embedded {
namespace {
${arrays}}  // namespace
std::vector<File> ${name}() {
    return {
${rows}    };
}
}  // namespace tocsin::embedded
")
  target_sources(${target} PRIVATE ${generated})
  set_source_files_properties(${generated} PROPERTIES COMPILE_OPTIONS "-Wno-c23-extensions" OBJECT_DEPENDS "${files}")
endfunction()

# tocsin_compiled_first(TARGET): in a build without optimisation, the third-party code that takes most of its time, optimised.
function(tocsin_compiled_first target)
  if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
    return()
  endif()
  if(NOT TARGET tocsin_compiled_first)
    add_library(tocsin_compiled_first OBJECT ${CMAKE_SOURCE_DIR}/tests/compiled_first/json.cpp)
    target_link_libraries(tocsin_compiled_first PRIVATE nlohmann_json::nlohmann_json tocsin_flags)
    target_compile_options(tocsin_compiled_first PRIVATE -O1)
  endif()
  target_sources(${target} PRIVATE $<TARGET_OBJECTS:tocsin_compiled_first>)
endfunction()

# tocsin_tests(NAME DIR dir LINK … [SHARED …]): one Catch2 executable from dir/*.cpp, its cases known to CTest by name.
function(tocsin_tests name)
  cmake_parse_arguments(ARG "" "DIR;TIMEOUT" "LINK;SHARED;LABELS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${ARG_DIR}/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources})
  # They share their headers, which take longer to read than the tests: a few at a time compile in a fraction of the time.
  set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
  tocsin_compiled_first(${name})
  tocsin_read_once(${name} ${ARG_SHARED})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} Catch2::Catch2WithMain nlohmann_json::nlohmann_json rapidcheck tocsin_flags)
  target_compile_definitions(${name} PRIVATE TOCSIN_SOURCE_DIR="${CMAKE_SOURCE_DIR}" TOCSIN_BINARY_DIR="${CMAKE_BINARY_DIR}")
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
endfunction()
