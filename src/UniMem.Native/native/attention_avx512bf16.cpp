#define UNIMEM_SET avx512bf16
#define UNIMEM_BYTES 64
#define UNIMEM_ROWS 6
#define UNIMEM_VECTORS 4
#include "attention_tiles.h"
