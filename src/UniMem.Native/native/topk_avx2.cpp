#define UNIMEM_SET avx2
#define UNIMEM_BYTES 32
#define UNIMEM_ROWS 4
#define UNIMEM_VECTORS 2
#include "topk_tiles.h"
#include "ivf_tiles.h"
