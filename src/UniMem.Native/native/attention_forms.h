// Forms in which attention to one set of keys can be computed, and taken back under the log-mass of all sets.
#pragma once

#include <ATen/ATen.h>

#include <array>
#include <vector>

namespace unimem {

// Score and log-mass where nothing is visible; AttentionCore.MaskedScore of the C# side.
constexpr double kUnseen = -1e30;

// q (B, H, T, D), k and v (B, G, S, D), rotated; visible: bool, broadcastable to (B, H, T, S), or undefined where all is seen; causal: query t
// sees the keys up to t of as many.
struct AttentionPart {
    at::Tensor q, k, v, visible;
    bool causal;
    double scale;
};

// Values (B, H, T, D) in the queries' type, log-mass (B, H, T) in float32 or better, and whatever else the form wants to see again.
struct AttentionPartResult {
    at::Tensor values, mass;
    std::vector<c10::IValue> rest;
};

struct AttentionForm {
    virtual ~AttentionForm() = default;

    // Whether this libtorch, this device and these shapes have it.
    virtual bool takes(const AttentionPart& part) const = 0;

    virtual AttentionPartResult forward(const AttentionPart& part) const = 0;

    // Gradients of q, k and v. values, mass: of all sets together, whose gradients are d_values and d_mass (undefined: zero). With them the
    // weights are exp(score - mass), and a set's gradients are those of ordinary attention: no gradient of its own mass is wanted.
    // Source: ring attention (Liu et al. 2023, arXiv:2310.01889), which takes blocks of keys back one by one.
    virtual std::array<at::Tensor, 3> backward(const AttentionPart& part, const at::Tensor& values, const at::Tensor& mass, const at::Tensor& d_values,
                                               const at::Tensor& d_mass, const std::vector<c10::IValue>& rest) const = 0;
};

// The form of a name: explicit (libtorch's matrix products, any device and type), flash and efficient (libtorch's own fused attention on
// CUDA), flash_for_cpu (on the CPU, from libtorch 2.2 on). Null where no form is called so.
const AttentionForm* attention_form(const std::string& name);

}  // namespace unimem
