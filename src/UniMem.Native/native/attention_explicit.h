// Attention to one set of keys by matrix products, and what heads in groups need.
#pragma once

#include "attention_forms.h"

namespace unimem {

at::Tensor for_each_head(const at::Tensor& x, int64_t heads);
at::Tensor sum_of_heads(const at::Tensor& x, int64_t groups);

struct ExplicitAttention : AttentionForm {
    bool takes(const AttentionPart&) const override { return true; }
    AttentionPartResult forward(const AttentionPart& part) const override;
    std::array<at::Tensor, 3> backward(const AttentionPart& part, const at::Tensor& values, const at::Tensor& mass, const at::Tensor& d_values,
                                       const at::Tensor& d_mass, const std::vector<c10::IValue>& rest) const override;
};

}  // namespace unimem
