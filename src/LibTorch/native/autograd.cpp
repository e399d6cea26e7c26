// What the dispatcher does not offer: backward, gradients, grad mode, inference mode and functions whose backward is written in C#.
#include "abi.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/csrc/autograd/variable.h>

#include <algorithm>
#include <cstdlib>
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
using BackwardCallback = int32_t (*)(void* state, at::Tensor** gradients, int32_t count, at::Tensor** results, int32_t capacity);
using ReleaseCallback = void (*)(void* state);

struct ManagedNode : torch::autograd::Node {
    void* state = nullptr;
    BackwardCallback call = nullptr;
    ReleaseCallback release = nullptr;
    bool materialize = true;
    bool freed = false;
    std::vector<torch::autograd::SavedVariable> saved;

    ~ManagedNode() override { release(state); }

    std::string name() const override { return "ManagedFunctionBackward"; }

    void release_variables() override {
        for (auto& variable : saved) variable.reset_data();
        freed = true;
    }

    variable_list apply(variable_list&& gradients) override {
        std::vector<at::Tensor*> in(gradients.size()), out(num_outputs(), nullptr);
        for (size_t k = 0; k < gradients.size(); k++) {
            if (!gradients[k].defined() && materialize) gradients[k] = input_metadata(k).zeros_like();
            in[k] = handle_of(gradients[k]);
        }
        int32_t failed = call(state, in.data(), static_cast<int32_t>(in.size()), out.data(), static_cast<int32_t>(out.size()));
        variable_list results(out.size());
        for (size_t k = 0; k < out.size(); k++) {
            if (out[k] == nullptr) continue;
            results[k] = std::move(*out[k]);
            delete out[k];
        }
        TORCH_CHECK(!failed, "backward of a custom function failed");
        return results;
    }
};

static bool contains(const variable_list& list, const at::Tensor& tensor) {
    return std::any_of(list.begin(), list.end(), [&](const at::Tensor& other) { return other.is_same(tensor); });
}

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

// Ties the outputs of a forward written in C# to a backward written in C#. Replaces each differentiable output by a handle with history.
// saved: tensors kept for backward; an output among them is kept without a cycle. Returns the node, borrowed: it lives while the graph does
// or until it calls release. When nothing requires a gradient there is no node and release is called at once.
LT_API int lt_function_connect(at::Tensor** inputs, int32_t input_count, at::Tensor** outputs, int32_t output_count, at::Tensor** saved,
                               int32_t saved_count, at::Tensor** dirty, int32_t dirty_count, at::Tensor** constant, int32_t constant_count,
                               int32_t materialize, void* state, lt::BackwardCallback call, lt::ReleaseCallback release, void** node_out) {
    *node_out = nullptr;
    bool owned = false;
    int code = guarded([&] {
        auto in = list_of(inputs, input_count), changed = list_of(dirty, dirty_count), plain = list_of(constant, constant_count);
        bool needed = at::GradMode::is_enabled() && std::any_of(in.begin(), in.end(), [](const at::Tensor& t) { return t.requires_grad(); });
        std::shared_ptr<lt::ManagedNode> node;
        if (needed) {
            node = std::shared_ptr<lt::ManagedNode>(new lt::ManagedNode(), torch::autograd::deleteNode);
            node->state = state;
            node->call = call;
            node->release = release;
            node->materialize = materialize != 0;
            owned = true;
            node->set_next_edges(torch::autograd::collect_next_edges(in));
        }
        lt::variable_list before = list_of(outputs, output_count), after;
        for (auto& output : before) {
            bool in_place = lt::contains(changed, output);
            at::Tensor result = in_place ? output : output.detach();
            if (node) {
                uint32_t number = node->add_input_metadata(result);
                if (!lt::contains(plain, output) && (result.is_floating_point() || result.is_complex())) {
                    if (in_place) torch::autograd::impl::rebase_history(result, {node, number});
                    else torch::autograd::impl::set_gradient_edge(result, {node, number});
                }
            }
            after.push_back(std::move(result));
        }
        for (int32_t k = 0; node && k < saved_count; k++) {
            size_t place = before.size();
            for (size_t m = 0; m < before.size() && saved[k]; m++)
                if (before[m].is_same(*saved[k])) place = m;
            bool is_output = place < before.size();
            node->saved.emplace_back(is_output ? after[place] : saved[k] ? *saved[k] : at::Tensor(), is_output);
        }
        for (int32_t k = 0; k < output_count; k++) outputs[k] = new at::Tensor(std::move(after[k]));
        *node_out = node.get();
    });
    if (!owned) release(state);
    return code;
}

LT_API int lt_function_saved(void* handle, at::Tensor** results, int32_t capacity) {
    return guarded([&] {
        auto node = static_cast<lt::ManagedNode*>(handle);
        TORCH_CHECK(!node->freed, "Trying to backward through the graph a second time: the saved tensors have been freed. Specify "
                                  "retain_graph=true.");
        auto self = node->shared_from_this();
        for (int32_t k = 0; k < capacity && k < static_cast<int32_t>(node->saved.size()); k++)
            results[k] = lt::handle_of(node->saved[k].unpack(self));
    });
}
