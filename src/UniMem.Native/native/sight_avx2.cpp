#define UNIMEM_SET avx2
#define UNIMEM_BYTES 32
#include "sight_passes.h"
