// Products of bfloat16 only: whatever has them has the rest from attention_avx512.cpp.
#define UNIMEM_SET avx512bf16
#define UNIMEM_BYTES 64
#define UNIMEM_ROWS 6
#define UNIMEM_VECTORS 4
#if defined(__AVX512BF16__)
#include "attention_tiles.h"
#else
#include "attention.h"

namespace unimem {

const Kernels<BrainPairs>* const InstructionSets<BrainPairs>::avx512bf16 = nullptr;

}  // namespace unimem
#endif
