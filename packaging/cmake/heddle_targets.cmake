# SPDX-License-Identifier: Apache-2.0

# moc stumbles over <chrono> of libstdc++ when that is the first standard header it meets: its namespace macro is unknown. By its whole
# path, because moc writes the name down as a dependency: a relative one is never found, and moc runs at every build.
find_file(HEDDLE_CXX_CONFIG bits/c++config.h PATHS ${CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES} NO_DEFAULT_PATH)
mark_as_advanced(HEDDLE_CXX_CONFIG)
set(heddle_moc_options "")
if(HEDDLE_CXX_CONFIG)
  set(heddle_moc_options "--include=${HEDDLE_CXX_CONFIG}")
endif()

# heddle_library(jobs SOURCES a.cpp … DEPS heddle::core …  [QT] [PCH header …] [ALONE c.cpp …])
# One folder = one static library `heddle_<name>` with the alias heddle::<name>. With HEDDLE_UNITY its files are compiled
# ten at a time, so names of their anonymous namespaces must differ; ALONE lists files that are compiled by themselves.
function(heddle_library name)
  cmake_parse_arguments(arg "QT" "" "SOURCES;DEPS;PRIVATE_DEPS;PCH;ALONE" ${ARGN})
  if(arg_SOURCES)
    add_library(heddle_${name} STATIC ${arg_SOURCES})
    set(scope PUBLIC)
    target_link_libraries(heddle_${name} PRIVATE ${arg_PRIVATE_DEPS})
    if(arg_QT)
      set_target_properties(heddle_${name} PROPERTIES AUTOMOC ON AUTORCC ON AUTOMOC_MOC_OPTIONS "${heddle_moc_options}")
    endif()
    set_target_properties(heddle_${name} PROPERTIES UNITY_BUILD ${HEDDLE_UNITY} UNITY_BUILD_BATCH_SIZE 10)
    set_source_files_properties(${arg_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    if(arg_PCH)
      target_precompile_headers(heddle_${name} PRIVATE ${arg_PCH})
    endif()
  else()
    add_library(heddle_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(heddle::${name} ALIAS heddle_${name})
  target_link_libraries(heddle_${name} ${scope} heddle_options ${arg_DEPS})
  if(arg_QT)
    target_link_libraries(heddle_${name} ${scope} heddle_qt_options)
  endif()
endfunction()

# heddle_test(unit wire_value_test SOURCES value_test.cpp DEPS heddle::wire [QT_OFFSCREEN] [LABELS x])
# A Qt Test program; the first argument is its ctest label (unit, integration, gui, e2e, fault). PATHS gives it
# HEDDLE_SOURCE_DIR and HEDDLE_BIN_DIR; only who reads them gets them, so that compiler caches serve other checkouts.
# In a folder of the server or the parsers (HEDDLE_SANITIZED) it joins `sanitized_tests`; those, and those of
# the window (gui), share a precompiled header each.
function(heddle_test label name)
  cmake_parse_arguments(arg "PATHS" "TIMEOUT" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ON AUTOMOC_MOC_OPTIONS "${heddle_moc_options}" RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${name} PRIVATE heddle_options Qt6::Test ${arg_DEPS})
  target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS)
  # What tests do is waited for, not computed: optimising them takes longer than it gives.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O0>)
  if(arg_PATHS)
    target_compile_definitions(${name} PRIVATE
      HEDDLE_SOURCE_DIR="${CMAKE_SOURCE_DIR}" HEDDLE_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
  endif()
  if(HEDDLE_SANITIZED)
    target_precompile_headers(${name} REUSE_FROM heddle_test_headers)
    add_dependencies(sanitized_tests ${name})
    list(APPEND label sanitized)
  elseif(label STREQUAL "gui")
    target_precompile_headers(${name} REUSE_FROM heddle_gui_test_headers)
  endif()
  add_test(NAME ${name} COMMAND ${name})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${label}" TIMEOUT ${arg_TIMEOUT}
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8")
endfunction()
