include(GoogleTest)

# inkling_patience(variable seconds): how long a test may take; ThreadSanitizer makes it ten times as long.
function(inkling_patience variable seconds)
  if(INKLING_SANITIZE MATCHES "thread")
    math(EXPR seconds "10 * ${seconds}")
  endif()
  set(${variable} ${seconds} PARENT_SCOPE)
endfunction()

# inkling_add_test(name SOURCES a.cpp ... LIBS target ... [LABELS label ...] [TIMEOUT seconds])
# A GoogleTest program in <build>/bin/tests whose cases become ctest cases; "fast" unless labelled.
function(inkling_add_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LIBS;LABELS" ${ARGN})
  if(NOT ARG_LABELS)
    set(ARG_LABELS fast)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  inkling_patience(ARG_TIMEOUT ${ARG_TIMEOUT})
  add_executable(${name} ${ARG_SOURCES})
  inkling_warnings(${name})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests")  # support/
  target_link_libraries(${name} PRIVATE ${ARG_LIBS} GTest::gmock GTest::gtest GTest::gtest_main)
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin/tests")
  # PRE_TEST asks the program for its cases when ctest runs, so that a build never waits for it.
  gtest_discover_tests(${name}
    TEST_PREFIX "${name}."
    DISCOVERY_MODE PRE_TEST
    DISCOVERY_TIMEOUT 300
    PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT})
endfunction()
