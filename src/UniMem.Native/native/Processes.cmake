# By what the processes of a run can talk: Gloo for tensors of the CPU and NCCL for those of GPUs, each where this libtorch has it and its
# headers are here. Without either the library is built all the same, and says so when processes are wanted.

# has_symbol(RESULT LIBRARY PART): whether the library has a symbol whose mangled name holds PART.
function(has_symbol RESULT LIBRARY PART)
  set(${RESULT} FALSE PARENT_SCOPE)
  find_program(NM nm)
  if(LIBRARY AND NM)
    execute_process(COMMAND ${NM} -D --defined-only ${LIBRARY} COMMAND grep -c ${PART} OUTPUT_VARIABLE COUNT ERROR_QUIET)
    if(COUNT GREATER 0)
      set(${RESULT} TRUE PARENT_SCOPE)
    endif()
  endif()
endfunction()

function(over_c10d NAME)
  set(DISTRIBUTED ${TORCH_INCLUDE}/torch/csrc/distributed/c10d)
  target_compile_definitions(${NAME} PRIVATE USE_DISTRIBUTED USE_C10D)

  has_symbol(TORCH_GLOO "${TORCH_CPU}" 16ProcessGroupGlooC1)
  find_path(GLOO_INCLUDE gloo/transport/device.h HINTS ${LIBTORCH_ROOT}/include)
  find_library(GLOO gloo HINTS ${LIBTORCH_ROOT}/lib)
  if(TORCH_GLOO AND GLOO_INCLUDE AND EXISTS ${DISTRIBUTED}/ProcessGroupGloo.hpp)
    target_compile_definitions(${NAME} PRIVATE USE_C10D_GLOO)
    target_include_directories(${NAME} SYSTEM PRIVATE ${GLOO_INCLUDE})
    if(GLOO AND NOT LIBTORCH_ROOT)
      target_link_libraries(${NAME} PRIVATE ${GLOO})
    endif()
    message(STATUS "Processes: Gloo")
  else()
    message(STATUS "Processes: no Gloo (in libtorch: ${TORCH_GLOO}; headers: ${GLOO_INCLUDE})")
  endif()

  has_symbol(TORCH_NCCL "${TORCH_CUDA}" 16ProcessGroupNCCLC1)
  get_filename_component(PACKAGES "${LIBTORCH_ROOT}" DIRECTORY)
  find_path(NCCL_INCLUDE nccl.h HINTS ${LIBTORCH_ROOT}/include ${PACKAGES}/nvidia/nccl/include $ENV{CUDA_HOME}/include /usr/local/cuda/include)
  find_path(CUDA_INCLUDE cuda_runtime_api.h
            HINTS ${PACKAGES}/nvidia/cuda_runtime/include ${PACKAGES}/nvidia/cu13/include $ENV{CUDA_HOME}/include /usr/local/cuda/include)
  if(TORCH_NCCL AND NCCL_INCLUDE AND CUDA_INCLUDE)
    target_compile_definitions(${NAME} PRIVATE USE_C10D_NCCL)
    target_include_directories(${NAME} SYSTEM PRIVATE ${NCCL_INCLUDE} ${CUDA_INCLUDE})
    message(STATUS "Processes: NCCL")
  endif()
endfunction()
