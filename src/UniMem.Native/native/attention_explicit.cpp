// Attention to one set of keys by matrix products: what the fused forms are held against, on any device and in any type.
#include "attention_explicit.h"

namespace unimem {

using at::Tensor;

static at::ScalarType precise(const Tensor& x) { return x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat; }

// (B, H, S, D) of (B, G, S, D): each group of query heads sees one head of keys.
Tensor for_each_head(const Tensor& x, int64_t heads) {
    const int64_t groups = x.size(1);
    return heads == groups ? x : x.unsqueeze(2).expand({x.size(0), groups, heads / groups, x.size(2), x.size(3)}).reshape({x.size(0), heads, x.size(2), x.size(3)});
}

Tensor sum_of_heads(const Tensor& x, int64_t groups) {
    return x.size(1) == groups ? x : x.view({x.size(0), groups, x.size(1) / groups, x.size(2), x.size(3)}).sum(2);
}

static Tensor scores(const AttentionPart& part, const Tensor& keys) {
    auto scores = at::matmul(part.q, keys.transpose(-2, -1)).to(precise(part.q)) * part.scale;
    if (part.causal) scores = scores.masked_fill(at::ones({part.q.size(2), keys.size(2)}, part.q.options().dtype(at::kBool)).tril().logical_not(), kUnseen);
    return part.visible.defined() ? scores.masked_fill(part.visible.logical_not(), kUnseen) : scores;
}

AttentionPartResult ExplicitAttention::forward(const AttentionPart& part) const {
    const auto heads = part.q.size(1);
    auto all = scores(part, for_each_head(part.k, heads));
    auto mass = all.logsumexp(-1);
    auto weights = (all - mass.unsqueeze(-1)).exp();
    return {at::matmul(weights.to(part.q.scalar_type()), for_each_head(part.v, heads)), mass, {}};
}

std::array<Tensor, 3> ExplicitAttention::backward(const AttentionPart& part, const Tensor& values, const Tensor& mass, const Tensor& d_values,
                                                  const Tensor& d_mass, const std::vector<c10::IValue>&) const {
    const auto type = part.q.scalar_type();
    const auto heads = part.q.size(1), groups = part.k.size(1);
    auto k = for_each_head(part.k, heads), v = for_each_head(part.v, heads);
    auto weights = (scores(part, k) - mass.unsqueeze(-1)).exp();
    auto delta = (d_values.to(precise(part.q)) * values.to(precise(part.q))).sum(-1);
    if (d_mass.defined()) delta = delta - d_mass;
    auto d_scores = (weights * (at::matmul(d_values, v.transpose(-2, -1)).to(precise(part.q)) - delta.unsqueeze(-1)) * part.scale).to(type);
    return {at::matmul(d_scores, k), sum_of_heads(at::matmul(d_scores.transpose(-2, -1), part.q), groups),
            sum_of_heads(at::matmul(weights.to(type).transpose(-2, -1), d_values), groups)};
}

}  // namespace unimem
