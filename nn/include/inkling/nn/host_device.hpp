// Marks of functions that are compiled for the processor and, by nvcc, for the GPU.
#pragma once

#if defined(__CUDACC__)
#define INKLING_HD __host__ __device__
#define INKLING_HD_SMALL __host__ __device__ __forceinline__
// Inlined everywhere, the passes would take nvcc minutes.
#define INKLING_HD_PART __host__ __device__ __noinline__
#else
#define INKLING_HD inline
#define INKLING_HD_PART inline
// What is no template must not be left to the linker, which would take one processor's copy for
// all.
#define INKLING_HD_SMALL inline __attribute__((always_inline))
#endif
