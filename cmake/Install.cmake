# What `cmake --install` puts where. The prefix may be moved afterwards: every path is relative to the file that
# uses it. Plugins install themselves, see inkling_add_plugin(); the program is installed in repl/.
include(CMakePackageConfigHelpers)

set(INKLING_BOOST_VERSION 1.74)
set(INKLING_CMAKE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/inkling")
set(INKLING_INSTALL_PLUGIN_DIR "${CMAKE_INSTALL_LIBDIR}/${INKLING_PLUGIN_SUBDIR}")
set(INKLING_SHARE_DIR "${CMAKE_INSTALL_DATADIR}/inkling")

# Libraries, their headers, and what is generated for them.
foreach(_part IN ITEMS kernel dsl)
  if(TARGET inkling-${_part})
    set_target_properties(inkling-${_part} PROPERTIES EXPORT_NAME ${_part} INSTALL_RPATH "$ORIGIN"
      BUILD_WITH_INSTALL_RPATH ON)
    install(TARGETS inkling-${_part} EXPORT inklingTargets
      LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" NAMELINK_COMPONENT dev
      INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
    foreach(_root IN ITEMS "${CMAKE_SOURCE_DIR}/${_part}/include" "${CMAKE_BINARY_DIR}/${_part}/include")
      install(DIRECTORY "${_root}/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT dev OPTIONAL
              FILES_MATCHING PATTERN "*.hpp")
    endforeach()
  endif()
endforeach()

# The C interface. The Python module installs itself, see embed/.
set_target_properties(inkling-c PROPERTIES INSTALL_RPATH "$ORIGIN" BUILD_WITH_INSTALL_RPATH ON)
install(TARGETS inkling-c EXPORT inklingTargets
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" NAMELINK_COMPONENT dev
  INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(FILES "${CMAKE_SOURCE_DIR}/embed/include/inkling/inkling.h" "${CMAKE_BINARY_DIR}/embed/include/inkling/c_export.h"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/inkling" COMPONENT dev)

# The CMake package.
configure_package_config_file(cmake/inklingConfig.cmake.in "${CMAKE_BINARY_DIR}/inklingConfig.cmake"
  INSTALL_DESTINATION "${INKLING_CMAKE_DIR}"
  PATH_VARS INKLING_INSTALL_PLUGIN_DIR)
write_basic_package_version_file("${CMAKE_BINARY_DIR}/inklingConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(EXPORT inklingTargets NAMESPACE inkling:: DESTINATION "${INKLING_CMAKE_DIR}" COMPONENT dev)
install(FILES
  "${CMAKE_BINARY_DIR}/inklingConfig.cmake"
  "${CMAKE_BINARY_DIR}/inklingConfigVersion.cmake"
  "${CMAKE_SOURCE_DIR}/cmake/InklingPlugin.cmake"
  DESTINATION "${INKLING_CMAKE_DIR}" COMPONENT dev)
# The folder exists even when no plugin is built: the package configuration names it.
install(DIRECTORY DESTINATION "${INKLING_INSTALL_PLUGIN_DIR}")

# Data. The build tree gets links in the same places.
foreach(_data IN ITEMS examples models docs)
  if(EXISTS "${CMAKE_SOURCE_DIR}/${_data}")
    install(DIRECTORY "${CMAKE_SOURCE_DIR}/${_data}" DESTINATION "${INKLING_SHARE_DIR}"
            PATTERN "build" EXCLUDE)
    file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/share/inkling")
    file(CREATE_LINK "${CMAKE_SOURCE_DIR}/${_data}" "${CMAKE_BINARY_DIR}/share/inkling/${_data}" SYMBOLIC)
  endif()
endforeach()
install(FILES "${CMAKE_SOURCE_DIR}/LICENSE" DESTINATION "${INKLING_SHARE_DIR}")
install(FILES "${CMAKE_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}" RENAME copyright)
install(FILES "${CMAKE_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}-dev" RENAME copyright COMPONENT dev)

# The manual page and what shells complete with, as the program itself writes them.
set(_shell "${CMAKE_BINARY_DIR}/shell_files")
add_custom_command(OUTPUT "${_shell}/inkling.1" "${_shell}/inkling" "${_shell}/_inkling" "${_shell}/inkling.fish"
  COMMAND "${CMAKE_COMMAND}" -E make_directory "${_shell}"
  COMMAND inkling --no-default-plugins manual > "${_shell}/inkling.1"
  COMMAND inkling --no-default-plugins completion bash > "${_shell}/inkling"
  COMMAND inkling --no-default-plugins completion zsh > "${_shell}/_inkling"
  COMMAND inkling --no-default-plugins completion fish > "${_shell}/inkling.fish"
  DEPENDS inkling VERBATIM)
add_custom_target(shell-files ALL DEPENDS "${_shell}/inkling.1")
install(FILES "${_shell}/inkling.1" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(FILES "${_shell}/inkling" DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
install(FILES "${_shell}/_inkling" DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions")
install(FILES "${_shell}/inkling.fish" DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")
