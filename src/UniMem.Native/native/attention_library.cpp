// libtorch's own fused attention, called by name, so that one binary serves the versions that have it and says where one has not.
#include "attention_library.h"

#include "attention_explicit.h"

#include <cmath>
#include <mutex>

namespace unimem {

using at::Tensor;

constexpr int64_t kAlignment = 16;  // of the rows of a bias, in numbers; head widths are multiples of 8

// Rows side by side in memory, followed by columns of zeros up to a width.
static Tensor widened(const Tensor& x, int64_t width) {
    return x.size(-1) < width ? at::constant_pad_nd(x, {0, width - x.size(-1)}) : x.stride(-1) == 1 ? x : x.contiguous();
}

// What is added to the scores, (B, H, T, S) expanded, each row aligned; undefined where all is seen.
static Tensor bias_of(const AttentionPart& part) {
    if (!part.visible.defined()) return {};
    const int64_t keys = part.k.size(2);
    auto visible = part.visible.size(-1) == keys ? part.visible : part.visible.expand({-1, -1, -1, keys});
    std::vector<int64_t> sizes(visible.sizes().begin(), visible.sizes().end());
    sizes.back() = (keys + kAlignment - 1) / kAlignment * kAlignment;
    auto bias = at::zeros(sizes, part.q.options()).narrow(-1, 0, keys).masked_fill_(visible.logical_not(), kUnseen);
    return bias.expand({part.q.size(0), part.q.size(1), part.q.size(2), keys});
}

LibraryAttention::LibraryAttention(LibraryOperators names)
    : names_(std::move(names)), forward_(names_.forward.c_str()), backward_(names_.backward.c_str()) {}

bool LibraryAttention::takes(const AttentionPart& part) const {
    if (!forward_.exists() || !backward_.exists() || part.q.device().type() != names_.device) return false;
    if (part.visible.defined() && !(forward_.takes(names_.mask) && backward_.takes(names_.mask))) return false;
    const auto type = part.q.scalar_type();
    bool has_type = false;
    for (auto one : names_.types) has_type |= one == type;
    if (!has_type || !part.q.numel() || !part.k.numel()) return false;
    return works(part);
}

// Whether both ways run on this device: asked once for each type and width, on numbers that cost nothing.
bool LibraryAttention::works(const AttentionPart& part) const {
    static std::mutex lock;
    const Asked key{part.q.device().index(), part.q.scalar_type(), wide(part), part.visible.defined(), part.causal};
    std::lock_guard<std::mutex> guard(lock);
    auto known = works_.find(key);
    if (known != works_.end()) return known->second;
    auto small = at::zeros({1, 1, kAlignment, wide(part)}, part.q.options());
    auto all = part.visible.defined() ? at::ones({1, 1, 1, 1}, part.q.options().dtype(at::kBool)) : Tensor();
    const AttentionPart trial{small, small, small, all, part.causal, part.scale};
    try {
        auto result = forward(trial);
        backward(trial, result.values, result.mass, small, Tensor(), result.rest);
        return works_[key] = true;
    } catch (const c10::Error&) {
        return works_[key] = false;
    }
}

Arguments LibraryAttention::common(const AttentionPart& part, int64_t width) const {
    const auto heads = part.q.size(1);
    auto q = part.q;
    if (!forward_.takes("scale")) q = q * (part.scale * std::sqrt(static_cast<double>(width)));  // those versions divide by the root of the width
    return {{"query", widened(q, width)}, {"key", widened(for_each_head(part.k, heads), width)}, {"value", widened(for_each_head(part.v, heads), width)},
            {names_.mask, bias_of(part)}, {"dropout_p", 0.0}, {"is_causal", part.causal}, {"compute_log_sumexp", true}, {"scale", part.scale}};
}

AttentionPartResult LibraryAttention::forward(const AttentionPart& part) const {
    auto results = forward_(common(part, wide(part)));
    auto values = results[0].toTensor().narrow(-1, 0, part.q.size(3));
    auto mass = results[1].toTensor().narrow(-1, 0, part.q.size(2));  // some pad the queries to whole tiles
    results[0] = c10::IValue();
    return {values, mass, std::move(results)};
}

// Where a gradient comes for the mass as well, a further column carries it: values of 1 there, whose sum the way back is told to be 0, so that
// their gradient is not taken off again. One call, exact.
std::array<Tensor, 3> LibraryAttention::backward(const AttentionPart& part, const Tensor& values, const Tensor& mass, const Tensor& d_values,
                                                 const Tensor& d_mass, const std::vector<c10::IValue>& rest) const {
    const int64_t width = part.q.size(3), broad = d_mass.defined() ? wide(part, 1) : wide(part);
    auto shared = part;
    auto gradient = d_values;
    if (d_mass.defined()) {
        shared.v = at::constant_pad_nd(part.v, {0, 1}, 1);
        gradient = at::cat({d_values, d_mass.to(d_values.scalar_type()).unsqueeze(-1)}, -1);
    }
    auto whole = rest[1].toTensor().clone();
    whole.narrow(-1, 0, mass.size(-1)).copy_(mass);
    auto arguments = common(shared, broad);
    arguments.insert(arguments.end(), {{"grad_out", widened(gradient, broad)}, {"out", widened(values, broad)}, {"logsumexp", whole},
                                       {"grad_input_mask", c10::List<bool>({true, true, true, false})}});
    for (size_t i = 0; i < names_.carried.size() && i + 2 < rest.size(); i++) arguments.emplace_back(names_.carried[i], rest[i + 2]);
    auto results = backward_(arguments);
    const auto groups = part.k.size(1);
    auto d_q = results[0].toTensor().narrow(-1, 0, width);
    if (!forward_.takes("scale")) d_q = d_q * (part.scale * std::sqrt(static_cast<double>(broad)));
    return {d_q, sum_of_heads(results[1].toTensor(), groups).narrow(-1, 0, width), sum_of_heads(results[2].toTensor(), groups).narrow(-1, 0, width)};
}

int64_t LibraryAttention::wide(const AttentionPart& part, int64_t more) { return (part.q.size(3) + more + 7) / 8 * 8; }

const AttentionForm* attention_form(const std::string& name) {
    static const ExplicitAttention plain;
    static const LibraryAttention flash({"aten::_scaled_dot_product_flash_attention", "aten::_scaled_dot_product_flash_attention_backward", "attn_mask",
        at::kCUDA, {at::kBFloat16}, {"cum_seq_q", "cum_seq_k", "max_q", "max_k", "philox_seed", "philox_offset"}});
    static const LibraryAttention efficient({"aten::_scaled_dot_product_efficient_attention", "aten::_scaled_dot_product_efficient_attention_backward",
        "attn_bias", at::kCUDA, {at::kBFloat16, at::kFloat}, {"philox_seed", "philox_offset"}});
    static const LibraryAttention cpu({"aten::_scaled_dot_product_flash_attention_for_cpu", "aten::_scaled_dot_product_flash_attention_for_cpu_backward",
        "attn_mask", at::kCPU, {at::kBFloat16, at::kFloat, at::kDouble}, {}});
    return name == "explicit" ? static_cast<const AttentionForm*>(&plain) : name == "flash" ? &flash : name == "efficient" ? &efficient
         : name == "flash_for_cpu" ? &cpu : nullptr;
}

}  // namespace unimem
