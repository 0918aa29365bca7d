# SPDX-License-Identifier: Apache-2.0
# What every target of ours compiles with. Third-party headers come in as system headers.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
# moc 6.4 cannot read libstdc++ 12 with clang-16's predefined macros; our headers need none of them.
set(CMAKE_AUTOMOC_COMPILER_PREDEFINES OFF)
option(HEDDLE_FUZZ "Build the libFuzzer programs of tests/fuzz" OFF)
option(HEDDLE_UNITY "Compile the libraries' files ten at a time: most of a whole build is reading headers" OFF)
set(HEDDLE_SANITIZE "" CACHE STRING "Sanitizers for -fsanitize=, for example address,undefined")

add_library(heddle_options INTERFACE)
target_compile_options(heddle_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast -Werror -Wno-sign-conversion)
target_include_directories(heddle_options INTERFACE ${CMAKE_SOURCE_DIR})
# Asserts stay on in release: a broken invariant must stop a server, not corrupt a thread.
target_compile_options(heddle_options INTERFACE -UNDEBUG)
target_link_options(heddle_options INTERFACE -fuse-ld=mold)
if(HEDDLE_SANITIZE)
  target_compile_options(heddle_options INTERFACE -fsanitize=${HEDDLE_SANITIZE} -fno-sanitize-recover=undefined)
  target_link_options(heddle_options INTERFACE -fsanitize=${HEDDLE_SANITIZE})
endif()

# Qt targets: no bare keywords (Asio's cancellation_signal::emit), no silent string conversions.
add_library(heddle_qt_options INTERFACE)
target_compile_definitions(heddle_qt_options INTERFACE
  QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING
  QT_NO_CAST_FROM_BYTEARRAY QT_USE_QSTRINGBUILDER)
