#define UNIMEM_SET plain
#define UNIMEM_BYTES 16
#include "sight_passes.h"
