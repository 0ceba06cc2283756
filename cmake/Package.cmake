# `cpack` (in a build folder): Debian packages. inkling: the program, its libraries, plugins, models and documents, the C
# library and the Python module; inkling-dev: headers and the CMake package; inkling-nli-torch: the plugins that train
# networks, where they are built; inkling-mpi and inkling-jupyter: what needs Open MPI and xeus, likewise. What they depend on is found out from the files (dpkg-shlibdeps).
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME inkling)
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGE_CONTACT "the authors of inkling <inkling@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_DIRECTORY "${CMAKE_BINARY_DIR}/packages")
set(CPACK_RESOURCE_FILE_LICENSE "${CMAKE_SOURCE_DIR}/LICENSE")
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_COMPONENTS_ALL inkling dev)
get_property(_torch GLOBAL PROPERTY INKLING_TORCH_PLUGINS)
if(_torch)
  list(APPEND CPACK_COMPONENTS_ALL torch)
endif()

if(TARGET inkling-mpi)
  list(APPEND CPACK_COMPONENTS_ALL mpi)
  set(CPACK_DEBIAN_MPI_PACKAGE_NAME inkling-mpi)
  set(CPACK_COMPONENT_MPI_DESCRIPTION "solve and eval over many processes and machines, under mpirun.")
  set(CPACK_DEBIAN_MPI_PACKAGE_DEPENDS "inkling (= ${PROJECT_VERSION})")
endif()

if(TARGET inkling-jupyter)
  list(APPEND CPACK_COMPONENTS_ALL jupyter)
  set(CPACK_DEBIAN_JUPYTER_PACKAGE_NAME inkling-jupyter)
  set(CPACK_COMPONENT_JUPYTER_DESCRIPTION "inkling as a kernel of Jupyter: notebooks of examples and questions.")
  set(CPACK_DEBIAN_JUPYTER_PACKAGE_DEPENDS "inkling (= ${PROJECT_VERSION})")
  set(CPACK_DEBIAN_JUPYTER_PACKAGE_RECOMMENDS "jupyter-notebook | jupyter-console | jupyter-client")
endif()

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${CMAKE_BINARY_DIR}/lib")

set(CPACK_DEBIAN_INKLING_PACKAGE_NAME inkling)
set(CPACK_COMPONENT_INKLING_DESCRIPTION "Type a few input/output examples; inkling answers with predictions for new
inputs and with the program behind each prediction. The program, a library
for C and a module for Python.")
set(CPACK_DEBIAN_INKLING_PACKAGE_SUGGESTS "python3, inkling-nli-torch")

set(CPACK_DEBIAN_DEV_PACKAGE_NAME inkling-dev)
set(CPACK_COMPONENT_DEV_DESCRIPTION "Headers and the CMake package: what plugins, and programs that use inkling,
are built with.")
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "inkling (= ${PROJECT_VERSION}), libboost-dev (>= ${INKLING_BOOST_VERSION})")

set(CPACK_DEBIAN_TORCH_PACKAGE_NAME inkling-nli-torch)
set(CPACK_COMPONENT_TORCH_DESCRIPTION "The plugins that train networks with LibTorch, and the references that run
them. Answering needs none of this.")
set(CPACK_DEBIAN_TORCH_PACKAGE_DEPENDS "inkling (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_TORCH_PACKAGE_RECOMMENDS libopenblas0-openmp)

include(CPack)
