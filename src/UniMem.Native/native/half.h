// How bfloat16 is kept where libtorch's type is not known.
#pragma once

#include <cstdint>

namespace unimem {

// Upper half of a float32.
struct Half {
    uint16_t bits;
};

}  // namespace unimem
