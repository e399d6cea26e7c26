# What the native libraries have in common: which libtorch (LIBTORCH_ROOT, a folder with lib/ and include/ as a pip-installed PyTorch has
# it; without it the system's headers and libraries, Debian's libtorch-dev), which C++ it needs, and how a library over it is made.
set(LIBTORCH_ROOT "" CACHE PATH "Folder of a libtorch: lib/ and include/")
set(TORCH_CXX11_ABI "" CACHE STRING "0 where it was built with the old string ABI, 1 with the new one; found out from LIBTORCH_ROOT when empty")
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

# How each file is compiled, for editors and for the tests' deliberate faults.
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

if(LIBTORCH_ROOT)
  find_path(TORCH_INCLUDE ATen/core/Tensor.h PATHS ${LIBTORCH_ROOT}/include NO_DEFAULT_PATH REQUIRED)
  find_library(TORCH_CPU torch_cpu PATHS ${LIBTORCH_ROOT}/lib NO_DEFAULT_PATH REQUIRED)
  find_library(TORCH_C10 c10 PATHS ${LIBTORCH_ROOT}/lib NO_DEFAULT_PATH REQUIRED)
  find_library(TORCH_CUDA torch_cuda PATHS ${LIBTORCH_ROOT}/lib NO_DEFAULT_PATH)
else()
  find_path(TORCH_INCLUDE ATen/core/Tensor.h REQUIRED)
  find_library(TORCH_CPU torch_cpu REQUIRED)
  find_library(TORCH_C10 c10 REQUIRED)
  find_library(TORCH_CUDA torch_cuda)
endif()

# The header of the version has moved, and its old place refers to the new one.
foreach(HEADER torch/headeronly/version.h torch/csrc/api/include/torch/version.h)
  if(EXISTS ${TORCH_INCLUDE}/${HEADER} AND NOT TORCH_MAJOR)
    file(STRINGS ${TORCH_INCLUDE}/${HEADER} TORCH_MAJOR REGEX "define TORCH_VERSION_MAJOR")
  endif()
endforeach()
string(REGEX MATCH "[0-9]+$" TORCH_MAJOR "${TORCH_MAJOR}")
if(TORCH_MAJOR GREATER 1)
  set(CMAKE_CXX_STANDARD 20)
else()
  set(CMAKE_CXX_STANDARD 17)
endif()
set(CMAKE_CXX_STANDARD_REQUIRED ON)

# over_libtorch(NAME SOURCES...)
function(over_libtorch NAME)
  add_library(${NAME} SHARED ${ARGN})
  target_include_directories(${NAME} SYSTEM PRIVATE ${TORCH_INCLUDE} ${TORCH_INCLUDE}/torch/csrc/api/include)
  target_compile_options(${NAME} PRIVATE -Wall -Wextra -fvisibility=hidden -fvisibility-inlines-hidden)

  # at::parallel_for is a plain loop without OpenMP. The runtime has to be the one that libtorch uses, so that there is one pool of threads and
  # torch.set_num_threads counts: PyTorch's wheels bring their own.
  target_compile_options(${NAME} PRIVATE -fopenmp)
  file(GLOB TORCH_OPENMP ${LIBTORCH_ROOT}/lib/libgomp*.so*)
  if(LIBTORCH_ROOT AND TORCH_OPENMP)
    target_link_libraries(${NAME} PRIVATE ${TORCH_OPENMP})
  else()
    target_link_options(${NAME} PRIVATE -fopenmp)
  endif()
  target_link_libraries(${NAME} PRIVATE ${TORCH_CPU} ${TORCH_C10})
  if(TORCH_CUDA)
    target_link_libraries(${NAME} PRIVATE -Wl,--no-as-needed ${TORCH_CUDA} -Wl,--as-needed)
  endif()

  # PyTorch's wheels before 2.6 were built with the old string ABI; Python knows, and their TorchConfig.cmake says so.
  if(NOT TORCH_CXX11_ABI STREQUAL "")
    target_compile_definitions(${NAME} PRIVATE _GLIBCXX_USE_CXX11_ABI=${TORCH_CXX11_ABI})
  elseif(LIBTORCH_ROOT AND EXISTS ${LIBTORCH_ROOT}/share/cmake/Torch/TorchConfig.cmake)
    file(STRINGS ${LIBTORCH_ROOT}/share/cmake/Torch/TorchConfig.cmake TORCH_OLD_ABI REGEX "_GLIBCXX_USE_CXX11_ABI=0")
    if(TORCH_OLD_ABI)
      target_compile_definitions(${NAME} PRIVATE _GLIBCXX_USE_CXX11_ABI=0)
    endif()
  endif()

  get_filename_component(TORCH_LIB_DIR ${TORCH_CPU} DIRECTORY)
  set_target_properties(${NAME} PROPERTIES BUILD_RPATH "$ORIGIN;${TORCH_LIB_DIR}" INSTALL_RPATH "$ORIGIN;${TORCH_LIB_DIR}")
endfunction()
