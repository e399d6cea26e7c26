#define UNIMEM_SET avx512
#define UNIMEM_BYTES 64
#define UNIMEM_ROWS 6
#define UNIMEM_VECTORS 4
#include "topk_tiles.h"
#include "ivf_tiles.h"
