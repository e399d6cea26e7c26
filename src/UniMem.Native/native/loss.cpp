// Cross-entropy of the next token straight from hidden states: logits exist for some rows at a time and become their gradients in place.
#include "abi.h"
#include "rows.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

namespace unimem {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr int64_t kMostLogits = 1 << 24;  // held at once, unless that is fewer rows than a matrix product needs to be fast
constexpr int64_t kFewestRows = 256;

struct Head {
    Tensor hidden, weight, bias, targets;  // (N, E), (V, E), (V) or empty, (N)
    int64_t ignored;

    // Of logits, losses and sums; products may be in a narrower one.
    at::ScalarType precise() const { return hidden.scalar_type() == at::kBFloat16 ? at::kFloat : hidden.scalar_type(); }
    int64_t tokens() const { return hidden.size(0); }
    int64_t vocabulary() const { return weight.size(0); }
    int64_t rows() const { return std::max(std::min(tokens(), kFewestRows), std::min(tokens(), kMostLogits / vocabulary())); }
};

static void check(const Head& head) {
    TORCH_CHECK(head.hidden.dim() == 2 && head.weight.dim() == 2 && head.hidden.size(1) == head.weight.size(1), "cross-entropy: hidden states ", head.hidden.sizes(), " do not fit weights ", head.weight.sizes());
    TORCH_CHECK(head.hidden.scalar_type() == head.weight.scalar_type(), "cross-entropy: one type is wanted");
    TORCH_CHECK(!head.bias.numel() || head.bias.scalar_type() == head.precise(), "cross-entropy: a bias of ", head.precise(), " is wanted");
    TORCH_CHECK(head.targets.dim() == 1 && head.targets.size(0) == head.tokens() && head.targets.scalar_type() == at::kLong, "cross-entropy: int64 targets are wanted, one for each of ", head.tokens(), " hidden states");
    const int64_t* target = head.targets.data_ptr<int64_t>();
    for (int64_t i = 0; i < head.tokens(); i++)
        TORCH_CHECK(target[i] == head.ignored || (target[i] >= 0 && target[i] < head.vocabulary()), "cross-entropy: target ", target[i], " is not in a vocabulary of ", head.vocabulary());
}

// Losses (N); logits are left as gradients where those are wanted, and handed over some rows at a time.
template <class Use>
static Tensor losses_of(const Head& head, bool gradients, Use&& use) {
    const int64_t rows = head.rows(), vocabulary = head.vocabulary();
    const auto precise = head.hidden.options().dtype(head.precise());
    auto losses = at::empty({head.tokens()}, precise), buffer = at::empty({rows, vocabulary}, precise);
    for (int64_t first = 0; first < head.tokens(); first += rows) {
        const int64_t count = std::min(rows, head.tokens() - first);
        auto hidden = head.hidden.narrow(0, first, count), logits = buffer.narrow(0, 0, count);
        if (hidden.scalar_type() == head.precise()) at::mm_out(logits, hidden, head.weight.t());
        else logits.copy_(at::mm(hidden, head.weight.t()));
        if (head.bias.numel()) logits.add_(head.bias);
        AT_DISPATCH_FLOATING_TYPES(logits.scalar_type(), "cross-entropy", [&] {
            at::parallel_for(0, count, 1 + (1 << 12) / vocabulary, [&](int64_t begin, int64_t end) {
                row_kernels<scalar_t>().cross_entropy(logits.data_ptr<scalar_t>() + begin * vocabulary, head.targets.data_ptr<int64_t>() + first + begin,
                                                      head.ignored, end - begin, vocabulary, gradients, losses.data_ptr<scalar_t>() + first + begin);
            });
        });
        use(first, hidden, logits);
    }
    return losses;
}

// The loss is a number, so its gradients are known before anything asks for them, but for the factor that comes from above.
struct CrossEntropySum : torch::autograd::Function<CrossEntropySum> {
    static Tensor forward(AutogradContext* context, const Tensor& hidden, const Tensor& weight, const Tensor& bias, const Tensor& targets, int64_t ignored) {
        const Head head{hidden.contiguous(), weight.contiguous(), bias, targets.contiguous(), ignored};
        check(head);
        auto d_hidden = at::empty(head.hidden.sizes(), head.hidden.options()), d_weight = at::zeros(head.weight.sizes(), head.weight.options().dtype(head.precise()));
        auto d_bias = at::zeros_like(bias);
        auto losses = losses_of(head, true, [&](int64_t first, const Tensor& some, const Tensor& d_logits) {
            auto d_some = d_hidden.narrow(0, first, some.size(0));
            const auto factor = d_logits.to(some.scalar_type());
            at::mm_out(d_some, factor, head.weight);
            if (some.scalar_type() != head.precise()) d_weight.add_(at::mm(factor.t(), some));
            else if (first == 0) at::mm_out(d_weight, factor.t(), some);
            else d_weight.addmm_(factor.t(), some);
            if (d_bias.numel()) d_bias.add_(d_logits.sum(0));
        });
        context->save_for_backward({d_hidden, d_weight.to(head.weight.scalar_type()), d_bias});
        return losses.sum(at::kDouble).to(losses.scalar_type());
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        auto saved = context->get_saved_variables();
        return {saved[0] * gradients[0], saved[1] * gradients[0], saved[2].numel() ? saved[2] * gradients[0] : Tensor(), Tensor(), Tensor()};
    }
};

}  // namespace unimem

// Sum over all targets of the cross-entropy of hidden (N, E) times weight (V, E) transposed, plus bias (V) or null; targets (N) int64. Products are
// of the type of hidden and weight, float32, float64 or bfloat16; what is added and summed is float32 for the last.
UNIMEM_API int unimem_cross_entropy_sum(const at::Tensor* hidden, const at::Tensor* weight, const at::Tensor* bias, const at::Tensor* targets,
                                        int64_t ignored, at::Tensor** result) {
    return unimem::guarded([&] {
        *result = new at::Tensor(unimem::CrossEntropySum::apply(*hidden, *weight, bias ? *bias : at::empty({0}, hidden->options()), *targets, ignored));
    });
}

// The same for each target, (N), without a gradient.
UNIMEM_API int unimem_cross_entropy(const at::Tensor* hidden, const at::Tensor* weight, const at::Tensor* bias, const at::Tensor* targets,
                                    int64_t ignored, at::Tensor** result) {
    return unimem::guarded([&] {
        at::NoGradGuard none;
        const unimem::Head head{hidden->contiguous(), weight->contiguous(), bias ? *bias : at::empty({0}, hidden->options()), targets->contiguous(), ignored};
        unimem::check(head);
        *result = new at::Tensor(unimem::losses_of(head, false, [](int64_t, const at::Tensor&, const at::Tensor&) {}));
    });
}
