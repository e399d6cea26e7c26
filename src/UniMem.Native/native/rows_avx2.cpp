#define UNIMEM_SET avx2
#define UNIMEM_BYTES 32
#include "rows_passes.h"
