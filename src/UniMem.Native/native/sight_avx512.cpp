#define UNIMEM_SET avx512
#define UNIMEM_BYTES 64
#include "sight_passes.h"
