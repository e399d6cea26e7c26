// Tensors whose numbers are kept as one type and computed with as another.
#pragma once

#include "half.h"

#include <ATen/core/Tensor.h>

namespace unimem {

template <class S>
S* numbers_of(const at::Tensor& x) {
    return static_cast<S*>(x.data_ptr());
}

// Calls body(S, T) with values of the type that numbers are kept as and of the one that is computed in.
template <class F>
void by_kept(at::ScalarType type, const char* name, F&& body) {
    if (type == at::kFloat) return body(float(), float());
    if (type == at::kDouble) return body(double(), double());
    TORCH_CHECK(type == at::kBFloat16, name, ": float32, float64 or bfloat16 is wanted, not ", type);
    body(Half(), float());
}

}  // namespace unimem
