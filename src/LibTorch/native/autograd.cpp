// What the dispatcher does not offer: backward, gradients, grad mode, inference mode and functions whose backward is written in C#.
#include "abi.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/variable.h>

#include <vector>

namespace lt {

using torch::autograd::variable_list;

static variable_list list_of(at::Tensor* const* handles, int32_t count) {
    variable_list list;
    list.reserve(count);
    for (int32_t k = 0; k < count; k++) list.push_back(handles[k] ? *handles[k] : at::Tensor());
    return list;
}

static at::Tensor* handle_of(at::Tensor tensor) { return tensor.defined() ? new at::Tensor(std::move(tensor)) : nullptr; }

// Calls back into C#: gradients of the outputs in (null: none), one handle per tensor input out (null: none). Nonzero: it threw.
using BackwardCallback = int32_t (*)(void* state, void* context, at::Tensor** gradients, int32_t count, at::Tensor** results,
                                     int32_t capacity);
using ReleaseCallback = void (*)(void* state);

// The C# half of a function; released when the graph forgets the function.
struct ManagedState : torch::CustomClassHolder {
    void* state;
    BackwardCallback call;
    ReleaseCallback release;

    ManagedState(void* state, BackwardCallback call, ReleaseCallback release) : state(state), call(call), release(release) {}
    ~ManagedState() override { release(state); }
};

// What a forward written in C# has produced and asked for.
struct Produced {
    c10::intrusive_ptr<ManagedState> state;
    variable_list outputs, saved, dirty, constant;
    bool materialize;
};

struct ManagedFunction : torch::autograd::Function<ManagedFunction> {
    static variable_list forward(torch::autograd::AutogradContext* context, at::TensorList inputs, const Produced* produced) {
        context->saved_data["state"] = c10::IValue::make_capsule(produced->state);
        context->saved_data["inputs"] = static_cast<int64_t>(inputs.size());
        context->save_for_backward(produced->saved);
        context->mark_dirty(produced->dirty);
        context->mark_non_differentiable(produced->constant);
        context->set_materialize_grads(produced->materialize);
        return produced->outputs;
    }

    static variable_list backward(torch::autograd::AutogradContext* context, variable_list gradients) {
        auto capsule = context->saved_data["state"].toCapsule();
        auto managed = static_cast<ManagedState*>(capsule.get());
        std::vector<at::Tensor*> in, out(context->saved_data["inputs"].toInt(), nullptr);
        for (auto& gradient : gradients) in.push_back(handle_of(gradient));
        int32_t failed = managed->call(managed->state, context, in.data(), static_cast<int32_t>(in.size()), out.data(),
                                       static_cast<int32_t>(out.size()));
        variable_list results(out.size() + 1);
        for (size_t k = 0; k < out.size(); k++) {
            if (out[k] == nullptr) continue;
            results[k] = std::move(*out[k]);
            delete out[k];
        }
        TORCH_CHECK(!failed, "backward of a custom function failed");
        return results;
    }
};

}  // namespace lt

using lt::guarded;
using lt::list_of;

LT_API int lt_backward(at::Tensor** roots, int32_t count, at::Tensor** gradients, int32_t gradient_count, at::Tensor** inputs,
                       int32_t input_count, int32_t retain_graph, int32_t create_graph) {
    return guarded([&] {
        torch::autograd::backward(list_of(roots, count), list_of(gradients, gradient_count), retain_graph != 0, create_graph != 0,
                                  list_of(inputs, input_count));
    });
}

LT_API int lt_grad(at::Tensor** outputs, int32_t count, at::Tensor** inputs, int32_t input_count, at::Tensor** gradients,
                   int32_t gradient_count, int32_t retain_graph, int32_t create_graph, int32_t allow_unused, at::Tensor** results) {
    return guarded([&] {
        auto list = torch::autograd::grad(list_of(outputs, count), list_of(inputs, input_count), list_of(gradients, gradient_count),
                                          retain_graph != 0, create_graph != 0, allow_unused != 0);
        for (size_t k = 0; k < list.size(); k++) results[k] = lt::handle_of(std::move(list[k]));
    });
}

LT_API int32_t lt_tensor_requires_grad(const at::Tensor* t) { return t->requires_grad(); }
LT_API int32_t lt_tensor_is_leaf(const at::Tensor* t) { return t->is_leaf(); }
LT_API int lt_tensor_set_requires_grad(at::Tensor* t, int32_t value) {
    return guarded([&] { t->set_requires_grad(value != 0); });
}
LT_API int lt_tensor_retain_grad(at::Tensor* t) {
    return guarded([&] { t->retain_grad(); });
}
LT_API int lt_tensor_grad(const at::Tensor* t, at::Tensor** out) {
    return guarded([&] { *out = lt::handle_of(t->grad()); });
}
LT_API int lt_tensor_set_grad(at::Tensor* t, const at::Tensor* gradient) {
    return guarded([&] { t->mutable_grad() = gradient ? *gradient : at::Tensor(); });
}
// The tensor takes over what another one holds, as an assignment to .data does in Python.
LT_API int lt_tensor_set_data(at::Tensor* t, const at::Tensor* other) {
    return guarded([&] { t->set_data(*other); });
}

LT_API int32_t lt_grad_mode() { return at::GradMode::is_enabled(); }
LT_API void lt_set_grad_mode(int32_t value) { at::GradMode::set_enabled(value != 0); }
LT_API int32_t lt_is_inference_mode() { return c10::InferenceMode::is_enabled(); }
LT_API void* lt_inference_mode_enter(int32_t value) { return new c10::InferenceMode(value != 0); }
LT_API void lt_inference_mode_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }
LT_API int32_t lt_anomaly_mode() { return torch::autograd::AnomalyMode::is_enabled(); }
LT_API int32_t lt_anomaly_mode_checks_nan() { return torch::autograd::AnomalyMode::should_check_nan(); }
LT_API void lt_set_anomaly_mode(int32_t value, int32_t check_nan) { torch::autograd::AnomalyMode::set_enabled(value != 0, check_nan != 0); }

// Ties the outputs of a forward written in C# to a backward written in C#: replaces each output by a handle with history.
// release is called when the graph no longer needs the function: at once where nothing requires a gradient.
LT_API int lt_function_connect(at::Tensor** inputs, int32_t input_count, at::Tensor** outputs, int32_t output_count, at::Tensor** saved,
                               int32_t saved_count, at::Tensor** dirty, int32_t dirty_count, at::Tensor** constant, int32_t constant_count,
                               int32_t materialize, void* state, lt::BackwardCallback call, lt::ReleaseCallback release) {
    return guarded([&] {
        lt::Produced produced{c10::make_intrusive<lt::ManagedState>(state, call, release), list_of(outputs, output_count),
                              list_of(saved, saved_count), list_of(dirty, dirty_count), list_of(constant, constant_count),
                              materialize != 0};
        auto in = list_of(inputs, input_count);
        auto connected = lt::ManagedFunction::apply(at::TensorList(in), static_cast<const lt::Produced*>(&produced));
        for (int32_t k = 0; k < output_count; k++) outputs[k] = new at::Tensor(std::move(connected[k]));
    });
}

// Only while its backward runs.
LT_API int lt_function_saved(void* context, at::Tensor** results, int32_t capacity) {
    return guarded([&] {
        auto saved = static_cast<torch::autograd::AutogradContext*>(context)->get_saved_variables();
        for (int32_t k = 0; k < capacity && k < static_cast<int32_t>(saved.size()); k++) results[k] = lt::handle_of(std::move(saved[k]));
    });
}
