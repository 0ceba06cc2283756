# How the sources of small networks are built on libinkling-nn; included by nn/CMakeLists.txt.

# inkling_nn_passes(TARGET SOURCE): adds SOURCE to TARGET once for each instruction set of <inkling/nn/isa.hpp>, with
# INKLING_LANES and INKLING_ISA_NAME set. Optimised in every kind of build: what the passes do is tested, and without
# optimisation the tiles of a product are no tiles.
function(inkling_nn_passes target source)
  _inkling_nn_pass(${target} ${source} reference 1)
  _inkling_nn_pass(${target} ${source} portable 4)
  if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
    return()
  endif()
  set(wide -mfma -mavx512f -mavx512dq -mavx512bw -mavx512vl)
  if(INKLING_SANITIZE)
    # They are the same text with more lanes, and take minutes to compile when instrumented.
    list(APPEND plain -fno-sanitize=all)
  endif()
  _inkling_nn_pass(${target} ${source} avx2 8 ${plain} -mavx2 -mfma)
  _inkling_nn_pass(${target} ${source} avx512 16 ${plain} ${wide})
  _inkling_nn_pass(${target} ${source} avx512_bf16 16 ${plain} ${wide} -mavx512bf16 -DINKLING_BFLOAT16)
endfunction()

function(_inkling_nn_pass target source isa lanes)
  set(object ${target}-${isa})
  add_library(${object} OBJECT ${source})
  inkling_nn_warnings(${object})
  set_target_properties(${object} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_link_libraries(${object} PRIVATE inkling-nn)
  string(REPLACE "_" "-" name ${isa})
  target_compile_definitions(${object} PRIVATE INKLING_LANES=${lanes} INKLING_ISA_NAME="${name}")
  target_compile_options(${object} PRIVATE -O3 -ffp-contract=fast -fno-math-errno -fno-trapping-math ${ARGN})
  target_sources(${target} PRIVATE $<TARGET_OBJECTS:${object}>)
endfunction()

function(inkling_nn_warnings target)
  if(COMMAND inkling_warnings)
    inkling_warnings(${target})
  else()
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion)
  endif()
endfunction()

# inkling_nn_cuda(TARGET SOURCE OTHERWISE): adds the CUDA file SOURCE to TARGET where nvcc is found, and the C++ file
# OTHERWISE where it is not. nvcc is called as it is: CMake's own support asks it for processors that CUDA 13 has dropped.
function(inkling_nn_cuda target source otherwise)
  _inkling_nn_find_cuda()
  if(NOT INKLING_NN_NVCC)
    target_sources(${target} PRIVATE ${otherwise})
    return()
  endif()
  get_filename_component(name ${source} NAME_WE)
  set(object "${CMAKE_CURRENT_BINARY_DIR}/${name}.o")
  file(GLOB headers CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.hpp" "${CMAKE_CURRENT_SOURCE_DIR}/*.cuh"
       "${INKLING_NN_INCLUDE}/inkling/nn/*")
  add_custom_command(OUTPUT "${object}"
    COMMAND "${INKLING_NN_NVCC}" -std=c++20 -O3 -ftz=true --expt-relaxed-constexpr -ccbin "${CMAKE_CXX_COMPILER}"
            -gencode arch=compute_80,code=sm_80 -gencode "arch=compute_90,code=[sm_90,compute_90]" --threads 2
            -Xcompiler -fPIC,-fvisibility=hidden,-Wall,-Wextra,-Wshadow -I "${INKLING_NN_INCLUDE}"
            -c "${CMAKE_CURRENT_SOURCE_DIR}/${source}" -o "${object}"
    DEPENDS ${source} ${headers}
    COMMENT "Building CUDA object ${name}.o" VERBATIM)
  target_sources(${target} PRIVATE "${object}")
  set_source_files_properties("${object}" PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
  # The runtime is linked statically: the plugin loads where there is no driver, and says so.
  target_link_libraries(${target} PUBLIC "${INKLING_CUDART}" ${CMAKE_DL_LIBS} rt)
endfunction()

# Sets INKLING_NN_NVCC, empty without CUDA, and INKLING_CUDART.
function(_inkling_nn_find_cuda)
  set(INKLING_NN_NVCC "" PARENT_SCOPE)
  set(INKLING_WITH_CUDA AUTO CACHE STRING "build the GPU's engines: OFF, ON, or AUTO (when nvcc is found)")
  set_property(CACHE INKLING_WITH_CUDA PROPERTY STRINGS OFF ON AUTO)
  if(INKLING_WITH_CUDA STREQUAL "OFF" OR (INKLING_WITH_CUDA STREQUAL "AUTO" AND INKLING_SANITIZE))
    return()
  endif()
  find_program(INKLING_NVCC nvcc HINTS "$ENV{CUDA_HOME}/bin" "$ENV{CUDA_PATH}/bin" PATHS /usr/local/cuda/bin)
  if(INKLING_NVCC)
    get_filename_component(nvcc "${INKLING_NVCC}" REALPATH)
    get_filename_component(cuda "${nvcc}" DIRECTORY)
    get_filename_component(cuda "${cuda}" DIRECTORY)
    find_library(INKLING_CUDART cudart_static HINTS "${cuda}" PATH_SUFFIXES lib64 lib targets/x86_64-linux/lib)
  endif()
  if(INKLING_NVCC AND INKLING_CUDART)
    set(INKLING_NN_NVCC "${nvcc}" PARENT_SCOPE)
  elseif(INKLING_WITH_CUDA STREQUAL "ON")
    message(FATAL_ERROR "INKLING_WITH_CUDA=ON, and nvcc or libcudart_static was not found; set INKLING_NVCC")
  else()
    message(STATUS "the engines are built without CUDA: nvcc was not found")
  endif()
endfunction()
