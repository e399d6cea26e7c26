// How the process keeps the memory that tensors free. Left alone, the C library maps every large tensor anew and hands it back when it is
// freed: a training step then pays for thousands of page faults and for clearing the same pages over and over.
#include "abi.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

// Freed memory stays with the process and is used again, and the first quarter of the machine's memory may lie in huge pages: address space is
// taken for it at once, memory when it is used. Nothing happens where the user has tuned the allocator through the environment.
UNIMEM_API void unimem_keep_freed_memory() {
#ifdef __GLIBC__
    for (const char* name : {"GLIBC_TUNABLES", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_", "MALLOC_MMAP_MAX_", "MALLOC_ARENA_MAX"})
        if (std::getenv(name)) return;
    mallopt(M_TRIM_THRESHOLD, -1);
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TOP_PAD, 64 << 20);
    mallopt(M_ARENA_MAX, 1);

    constexpr int64_t huge = 2 << 20, run = 256 << 20, most = 32;
    const int64_t runs = std::min<int64_t>(most, sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE) / 4 / run);
    void* taken[most] = {};
    for (int64_t i = 0; i < runs; i++) taken[i] = std::malloc(run);
    for (int64_t i = 0; i < runs; i++) {
        const auto first = (reinterpret_cast<uintptr_t>(taken[i]) + huge - 1) / huge * huge;
        if (taken[i]) madvise(reinterpret_cast<void*>(first), run - huge, MADV_HUGEPAGE);
    }
    for (void* one : taken) std::free(one);
#endif
}
