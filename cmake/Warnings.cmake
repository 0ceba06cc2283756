# inkling_warnings(target): the warning level that all of inkling's own code is held to.
function(inkling_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion)
  # GCC 12 finds overlaps where a literal and a std::string are added, and is wrong (its bug 105329).
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(${target} PRIVATE -Wno-restrict)
  endif()
  if(INKLING_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()
