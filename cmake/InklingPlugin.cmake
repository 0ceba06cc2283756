# inkling_add_plugin(<name> SOURCES <file>.. [LIBS <target>..] [SUMMARY <text>] [VERSION <text>]
#                    [NEEDS <library>..] [PROVIDES <kind>:<id>..])
#
# A plugin <name>.so with its sidecar manifest <name>.json. The same in inkling's own tree and in a project
# that says find_package(inkling): in tree it also goes into the build's plugin folder and is installed.
#   LIBS      linked privately, besides inkling::kernel
#   SUMMARY   one line for `inkling plugins`
#   VERSION   default: PROJECT_VERSION
#   NEEDS     what must be installed to load it, for people to read: libtorch. A plugin of inkling's own that needs it
#             is only described where it is missing
#   PROVIDES  what it registers, domain:lists solver:enumerate ..; then a look-up of one of these ids loads the
#             plugin and no other does. Left out, the plugin is loaded when an id is not found elsewhere.
# SUMMARY and VERSION should be those of INKLING_PLUGIN(..) in the sources; once loaded, the latter count.

set(INKLING_PLUGIN_KINDS domain language inductor interpreter searcher solver trainer task-reader)

# Escapes what JSON does not allow in a text.
function(_inkling_json_text out text)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  set(${out} "\"${text}\"" PARENT_SCOPE)
endfunction()

# The ABI tag as plugin.hpp will compose it for this compiler and these flags, so that `inkling plugins` can show
# it without loading. Loading compares the one in the library itself.
function(_inkling_abi_tag out)
  get_directory_property(definitions COMPILE_DEFINITIONS)
  list(TRANSFORM definitions PREPEND "-D")
  separate_arguments(flags UNIX_COMMAND "${CMAKE_CXX_FLAGS}")
  set(probe "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/inkling_abi_probe.cpp")
  file(WRITE "${probe}" "#include <cstddef>\n")
  execute_process(COMMAND "${CMAKE_CXX_COMPILER}" ${flags} ${definitions} -std=c++20 -dM -E "${probe}"
                  OUTPUT_VARIABLE macros ERROR_QUIET RESULT_VARIABLE failed)
  set(${out} "" PARENT_SCOPE)
  if(failed OR NOT macros MATCHES "#define __cplusplus ([0-9]+L)")
    return()
  endif()
  set(standard "${CMAKE_MATCH_1}")
  set(debug 0)
  if(macros MATCHES "#define _GLIBCXX_DEBUG[ \n]")
    set(debug 1)
  endif()
  set(stdlib "unknown")
  if(macros MATCHES "#define _GLIBCXX_USE_CXX11_ABI ([01])")
    set(stdlib "libstdc++.cxx11=${CMAKE_MATCH_1}")
  endif()
  set(${out} "inkling${INKLING_ABI_MAJOR};${stdlib};dbg${debug};cpp${standard}" PARENT_SCOPE)
endfunction()

# Writes the manifest only when its text changed, so that configuring again rebuilds nothing.
function(_inkling_write_manifest file name version summary needs provides has_provides)
  _inkling_json_text(name "${name}")
  _inkling_json_text(version "${version}")
  _inkling_json_text(summary "${summary}")
  set(text "{\n \"name\": ${name},\n \"version\": ${version},\n \"summary\": ${summary}")
  _inkling_abi_tag(tag)
  if(tag)
    string(APPEND text ",\n \"abi_tag\": \"${tag}\"")
  endif()
  set(separator "")
  string(APPEND text ",\n \"needs\": [")
  foreach(need IN LISTS needs)
    string(APPEND text "${separator}\"${need}\"")
    set(separator ", ")
  endforeach()
  string(APPEND text "]")
  if(has_provides)
    set(separator "\n  ")
    string(APPEND text ",\n \"provides\": [")
    foreach(entry IN LISTS provides)
      if(NOT entry MATCHES "^([a-z-]+):([A-Za-z0-9_+.-]+)$" OR NOT CMAKE_MATCH_1 IN_LIST INKLING_PLUGIN_KINDS)
        message(FATAL_ERROR "inkling_add_plugin: PROVIDES '${entry}' is not kind:id; "
                            "kinds are ${INKLING_PLUGIN_KINDS}, ids are letters, digits and _+-.")
      endif()
      string(APPEND text "${separator}{\"kind\": \"${CMAKE_MATCH_1}\", \"id\": \"${CMAKE_MATCH_2}\"}")
      set(separator ",\n  ")
    endforeach()
    string(APPEND text "]")
  endif()
  file(CONFIGURE OUTPUT "${file}" CONTENT "${text}\n}\n" @ONLY)
endfunction()

# The module itself: what every plugin needs, wherever it is built.
function(_inkling_plugin_module name folder sources libs)
  add_library(${name} MODULE ${sources})
  target_link_libraries(${name} PRIVATE inkling::kernel ${libs})
  target_compile_features(${name} PRIVATE cxx_std_20)
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".so"
    CXX_EXTENSIONS OFF
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    LIBRARY_OUTPUT_DIRECTORY "${folder}"
    INSTALL_RPATH "$ORIGIN/../..")
  # A module may otherwise be linked with symbols missing, and fail only when it is loaded. Sanitized
  # modules take theirs from the program.
  if(NOT INKLING_SANITIZE AND NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
    target_link_options(${name} PRIVATE -Wl,--no-undefined)
  endif()
endfunction()

function(inkling_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "SUMMARY;VERSION" "SOURCES;LIBS;NEEDS;PROVIDES")
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "inkling_add_plugin(${name}): unknown arguments ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT ARG_SOURCES)
    message(FATAL_ERROR "inkling_add_plugin(${name}): SOURCES is missing")
  endif()
  if(NOT ARG_VERSION)
    set(ARG_VERSION "${PROJECT_VERSION}")
  endif()

  # In inkling's own tree the kernel is built, not imported: there the plugin goes beside the kernel, and is
  # installed with it. Elsewhere it goes into a folder that can be given with --plugin-dir as it is.
  get_target_property(out_of_tree inkling::kernel IMPORTED)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/plugins")
  if(NOT out_of_tree)
    set(folder "${CMAKE_BINARY_DIR}/lib/${INKLING_PLUGIN_SUBDIR}")
  endif()
  list(LENGTH ARG_PROVIDES count)
  # Of inkling's own plugins that need LibTorch, what they are is known without it, so that who asks for what they
  # have is told what is missing.
  if(NOT out_of_tree AND "libtorch" IN_LIST ARG_NEEDS)
    _inkling_write_manifest("${folder}/optional/${name}.json" "${name}" "${ARG_VERSION}" "${ARG_SUMMARY}"
                            "${ARG_NEEDS}" "${ARG_PROVIDES}" "${count}")
    install(FILES "${folder}/optional/${name}.json"
            DESTINATION "${CMAKE_INSTALL_LIBDIR}/${INKLING_PLUGIN_SUBDIR}/optional" COMPONENT inkling)
    if(NOT TARGET inkling-torch)
      return()
    endif()
  endif()
  _inkling_plugin_module(${name} "${folder}" "${ARG_SOURCES}" "${ARG_LIBS}")
  _inkling_write_manifest("${folder}/${name}.json" "${name}" "${ARG_VERSION}" "${ARG_SUMMARY}"
                          "${ARG_NEEDS}" "${ARG_PROVIDES}" "${count}")
  if(NOT out_of_tree)
    set(destination "${CMAKE_INSTALL_LIBDIR}/${INKLING_PLUGIN_SUBDIR}")
    # Relative to the plugin in both trees; libraries of other places (LibTorch) by their own paths.
    set_target_properties(${name} PROPERTIES BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH_USE_LINK_PATH ON)
    set(component inkling)  # the package that it goes into
    if("libtorch" IN_LIST ARG_NEEDS)
      set(component torch)
      set_property(GLOBAL APPEND PROPERTY INKLING_TORCH_PLUGINS ${name})
    endif()
    install(TARGETS ${name} LIBRARY DESTINATION "${destination}" COMPONENT ${component})
    install(FILES "${folder}/${name}.json" DESTINATION "${destination}" COMPONENT ${component})
    set_property(GLOBAL APPEND PROPERTY INKLING_PLUGIN_TARGETS ${name})
  endif()
endfunction()
