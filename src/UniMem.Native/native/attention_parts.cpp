// One softmax over several sets of keys, each attended to in a form of its own, as one node of the graph.
#include "abi.h"
#include "attention_forms.h"

#include <ATen/core/LegacyTypeDispatch.h>
#include <torch/csrc/autograd/custom_function.h>

namespace unimem {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// What is not differentiated of each set, and what its form wants to see again.
struct PartPlan : torch::CustomClassHolder {
    struct One {
        const AttentionForm* form;
        bool causal;
        double scale;
        std::vector<c10::IValue> rest;
    };
    std::vector<One> parts;
};

static AttentionPart part_of(const PartPlan::One& one, at::TensorList qkv, size_t i, const Tensor& visible) {
    return {qkv[3 * i], qkv[3 * i + 1], qkv[3 * i + 2], visible, one.causal, one.scale};
}

// Undefined where a set is seen whole; a type of its own, for a list of tensors would be taken for inputs of the graph.
struct Masks {
    std::vector<Tensor> of;
};

// Queries that see nothing at all.
static Tensor blind(const Tensor& mass) { return mass < kUnseen / 2; }

struct AttendToParts : torch::autograd::Function<AttendToParts> {
    // Values and log-mass of all sets, from those of each.
    static variable_list merged(std::vector<AttentionPartResult>& results, bool masks) {
        auto mass = results[0].mass;
        for (size_t i = 1; i < results.size(); i++) mass = at::logaddexp(mass, results[i].mass);
        auto values = results[0].values;
        if (results.size() > 1) {
            const auto type = values.scalar_type();
            for (size_t i = 0; i < results.size(); i++) {
                auto share = results[i].values * (results[i].mass - mass).exp().unsqueeze(-1);
                values = i == 0 ? share : values.add_(share);
            }
            values = values.to(type);
        }
        if (!masks) return {values, mass};
        auto nothing = blind(mass);
        return {values.masked_fill(nothing.unsqueeze(-1), 0), mass.masked_fill(nothing, kUnseen)};
    }

    static variable_list forward(AutogradContext* context, at::TensorList qkv, const Masks& masks_given, const c10::intrusive_ptr<PartPlan>& plan) {
        const auto& visible = masks_given.of;
        at::AutoDispatchBelowADInplaceOrView below;
        std::vector<AttentionPartResult> results;
        bool masks = false;
        for (size_t i = 0; i < plan->parts.size(); i++) {
            auto& one = plan->parts[i];
            results.push_back(one.form->forward(part_of(one, qkv, i, visible[i])));
            one.rest = results.back().rest;
            masks |= visible[i].defined();
        }
        auto both = merged(results, masks);
        variable_list saved(qkv.begin(), qkv.end());
        saved.insert(saved.end(), visible.begin(), visible.end());
        saved.insert(saved.end(), both.begin(), both.end());
        context->save_for_backward(std::move(saved));
        context->saved_data["plan"] = c10::IValue::make_capsule(plan);
        context->saved_data["masks"] = masks;
        context->set_materialize_grads(false);
        return both;
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        auto saved = context->get_saved_variables();
        auto plan = c10::static_intrusive_pointer_cast<PartPlan>(context->saved_data["plan"].toCapsule());
        const size_t count = plan->parts.size();
        const auto &values = saved[4 * count], &mass = saved[4 * count + 1];
        auto d_values = gradients[0].defined() ? gradients[0] : at::zeros_like(values), d_mass = gradients[1];
        if (context->saved_data["masks"].toBool()) {
            auto nothing = blind(mass);
            d_values = d_values.masked_fill(nothing.unsqueeze(-1), 0);
            if (d_mass.defined()) d_mass = d_mass.masked_fill(nothing, 0);
        }
        variable_list result;
        for (size_t i = 0; i < count; i++) {
            const auto& one = plan->parts[i];
            for (auto& gradient : one.form->backward(part_of(one, saved, i, saved[3 * count + i]), values, mass, d_values, d_mass, one.rest))
                result.push_back(gradient);
        }
        result.resize(3 * count + 2);
        return result;
    }
};

static AttentionPart checked(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor* visible, bool causal, double scale) {
    TORCH_CHECK(q.dim() == 4 && k.dim() == 4 && k.sizes() == v.sizes() && q.size(0) == k.size(0) && q.size(3) == k.size(3) && q.size(1) % k.size(1) == 0,
                "attention: queries ", q.sizes(), " do not fit keys ", k.sizes(), " and values ", v.sizes());
    TORCH_CHECK(!causal || q.size(2) == k.size(2), "attention: ", q.size(2), " queries are not causal in ", k.size(2), " keys");
    TORCH_CHECK(!visible || (visible->dim() == 4 && visible->scalar_type() == at::kBool), "attention: the mask has four axes of bool");
    return {q, k, v, visible ? *visible : Tensor(), causal, scale};
}

static const AttentionForm& form_of(const char* name) {
    auto form = attention_form(name);
    TORCH_CHECK(form, "no form of attention is called '", name, "'");
    return *form;
}

}  // namespace unimem

// A set of keys: tensors as AttentionPart has them, visible null where all is seen.
struct UnimemPart {
    const at::Tensor *q, *k, *v, *visible;
    double scale;
    int64_t causal;
    const char* form;
};

// Whether the form can attend to the set.
UNIMEM_API int unimem_form_takes(const UnimemPart* part, int32_t* takes) {
    return unimem::guarded([&] {
        *takes = unimem::form_of(part->form).takes(unimem::checked(*part->q, *part->k, *part->v, part->visible, part->causal, part->scale));
    });
}

// One softmax over all sets, which have queries of one shape and type. Results: values (B, H, T, D) and log-mass (B, H, T).
UNIMEM_API int unimem_attend_parts(const UnimemPart* parts, int32_t count, at::Tensor** values, at::Tensor** mass) {
    return unimem::guarded([&] {
        auto plan = c10::make_intrusive<unimem::PartPlan>();
        std::vector<at::Tensor> qkv, visible;
        for (auto part = parts; part < parts + count; part++) {
            auto one = unimem::checked(*part->q, *part->k, *part->v, part->visible, part->causal, part->scale);
            TORCH_CHECK(one.q.sizes() == parts->q->sizes() && one.q.scalar_type() == parts->q->scalar_type(), "attention: sets of keys for different queries");
            qkv.insert(qkv.end(), {one.q, one.k, one.v});
            visible.push_back(one.visible);
            plan->parts.push_back({&unimem::form_of(part->form), one.causal, one.scale, {}});
        }
        auto results = unimem::AttendToParts::apply(at::TensorList(qkv), unimem::Masks{visible}, plan);
        *values = new at::Tensor(results[0]);
        *mass = new at::Tensor(results[1]);
    });
}
