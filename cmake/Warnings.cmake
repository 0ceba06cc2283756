# inkling_warnings(target): the warning level that all of inkling's own code is held to.
function(inkling_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion)
  if(INKLING_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()
