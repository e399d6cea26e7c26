#define UNIMEM_SET plain
#define UNIMEM_BYTES 16
#define UNIMEM_ROWS 4
#define UNIMEM_VECTORS 2
#include "topk_tiles.h"
#include "ivf_tiles.h"
