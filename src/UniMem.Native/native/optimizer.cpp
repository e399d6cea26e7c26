// Steps over all parameters in one pass each: the norm of all gradients, and AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2).
#include "abi.h"
#include "rows.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cmath>

namespace unimem {

using at::Tensor;

// Numbers that one thread takes at a time; sums are made of such pieces, so that they do not depend on the number of threads.
constexpr int64_t kPiece = 1 << 15;

struct Piece {
    int64_t tensor, first, count;
};

static std::vector<Piece> pieces_of(const std::vector<Tensor>& tensors) {
    std::vector<Piece> pieces;
    for (size_t t = 0; t < tensors.size(); t++)
        for (int64_t first = 0; first < tensors[t].numel(); first += kPiece)
            pieces.push_back({static_cast<int64_t>(t), first, std::min(kPiece, tensors[t].numel() - first)});
    return pieces;
}

template <class F>
static void over(const std::vector<Piece>& pieces, F&& work) {
    at::parallel_for(0, pieces.size(), 1, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; i++) work(i, pieces[i]);
    });
}

static std::vector<Tensor> list_of(const Tensor* const* handles, int32_t count, at::ScalarType type) {
    std::vector<Tensor> list;
    for (int32_t i = 0; i < count; i++) {
        TORCH_CHECK(handles[i]->is_cpu() && handles[i]->scalar_type() == type && handles[i]->is_contiguous(), "contiguous tensors of one type on the CPU are wanted");
        list.push_back(*handles[i]);
    }
    return list;
}

template <class T>
static double clip(const std::vector<Tensor>& gradients, double limit) {
    const auto pieces = pieces_of(gradients);
    std::vector<double> squares(pieces.size());
    over(pieces, [&](int64_t i, const Piece& p) { squares[i] = row_kernels<T>().squares(gradients[p.tensor].data_ptr<T>() + p.first, p.count); });
    double sum = 0;
    for (double part : squares) sum += part;
    const float norm = static_cast<float>(std::sqrt(sum)), factor = static_cast<float>(limit) / (norm + 1e-6f);
    if (limit > 0 && !(factor >= 1))
        over(pieces, [&](int64_t, const Piece& p) { row_kernels<T>().scale(gradients[p.tensor].data_ptr<T>() + p.first, p.count, factor); });
    return norm;
}

template <class T>
static void adamw(const std::vector<AdamWStep>& steps, const std::vector<Tensor>& parameters, const std::vector<Tensor>& gradients, const std::vector<Tensor>& means,
                  const std::vector<Tensor>& squares) {
    over(pieces_of(parameters), [&](int64_t, const Piece& p) {
        row_kernels<T>().adamw(steps[p.tensor], parameters[p.tensor].data_ptr<T>() + p.first, gradients[p.tensor].data_ptr<T>() + p.first,
                               means[p.tensor].data_ptr<T>() + p.first, squares[p.tensor].data_ptr<T>() + p.first, p.count);
    });
}

}  // namespace unimem

// Scales gradients down, in place, to a common norm of at most limit (0: leaves them); the result is the norm before, a float32 scalar.
UNIMEM_API int unimem_clip_gradients(at::Tensor* const* gradients, int32_t count, double limit, at::Tensor** norm) {
    return unimem::guarded([&] {
        const auto type = gradients[0]->scalar_type();
        const auto list = unimem::list_of(gradients, count, type);
        AT_DISPATCH_FLOATING_TYPES(type, "clip", [&] { *norm = new at::Tensor(at::scalar_tensor(unimem::clip<scalar_t>(list, limit), at::kFloat)); });
    });
}

// One step of AdamW, in place; each parameter decays by its own share and has made its own number of steps with this one.
UNIMEM_API int unimem_adamw(at::Tensor* const* parameters, at::Tensor* const* gradients, at::Tensor* const* means, at::Tensor* const* squares,
                            const double* decays, const int64_t* made, int32_t count, double rate, double beta1, double beta2, double epsilon) {
    return unimem::guarded([&] {
        const auto type = parameters[0]->scalar_type();
        const auto p = unimem::list_of(parameters, count, type), g = unimem::list_of(gradients, count, type);
        const auto m = unimem::list_of(means, count, type), v = unimem::list_of(squares, count, type);
        std::vector<unimem::AdamWStep> steps;
        for (int32_t i = 0; i < count; i++) {
            TORCH_CHECK(p[i].numel() == g[i].numel() && p[i].numel() == m[i].numel() && p[i].numel() == v[i].numel(), "a parameter, its gradient and their means are of one size");
            steps.push_back({rate, beta1, beta2, epsilon, decays[i], 1 - std::pow(beta1, made[i]), std::sqrt(1 - std::pow(beta2, made[i]))});
        }
        AT_DISPATCH_FLOATING_TYPES(type, "adamw", [&] { unimem::adamw<scalar_t>(steps, p, g, m, v); });
    });
}
