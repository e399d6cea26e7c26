// Which of three forms of the same work runs: that of the newest instruction set that the processor at hand has.
#pragma once

namespace unimem {

template <class K>
const K& best_of(const K& avx512, const K& avx2, const K& plain) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")) return avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2;
#else
    (void)avx512, (void)avx2;
#endif
    return plain;
}

}  // namespace unimem
