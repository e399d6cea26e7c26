// Gradients of all processes added up while the backward pass goes on: as soon as a bucket's last gradient is there, its sum begins.
#include "abi.h"
#include "processes.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/function_hook.h>
#include <torch/csrc/autograd/variable.h>

namespace unimem {

using torch::autograd::variable_list;

struct Gradients;

// Hears that a parameter's gradient is complete.
struct Arrival : torch::autograd::FunctionPostHook {
    Gradients* owner;
    size_t parameter;

    Arrival(Gradients* owner, size_t parameter) : owner(owner), parameter(parameter) {}
    variable_list operator()(const variable_list& outputs, const variable_list& inputs) override;
};

// Parameters in the reverse of the order in which the forward pass uses them, as gradients come; a bucket holds neighbours of one type and device.
struct Gradients {
    struct Slot {
        at::Tensor parameter, place;
        decltype(torch::autograd::impl::grad_accumulator(at::Tensor())) accumulator;  // a shared pointer, of one kind or the other
        uintptr_t hook;
        size_t bucket;
        bool arrived, used;
    };

    struct Bucket {
        at::Tensor flat;
        size_t slots = 0, missing = 0;
        Work sum;
    };

    const Processes& all;
    std::vector<Slot> slots;
    std::vector<Bucket> buckets;
    size_t begun = 0;
    bool waiting = false;

    Gradients(const Processes& all, const std::vector<at::Tensor>& parameters, int64_t limit) : all(all) {
        for (auto p = parameters.rbegin(); p != parameters.rend(); ++p) slots.push_back({*p, {}, {}, 0, 0, false, false});
        fill(limit);
        for (size_t k = 0; k < slots.size(); k++) {
            slots[k].accumulator = torch::autograd::impl::grad_accumulator(slots[k].parameter);
            slots[k].hook = slots[k].accumulator->add_post_hook(std::make_unique<Arrival>(this, k));
        }
    }

    ~Gradients() {
        for (auto& slot : slots) slot.accumulator->del_post_hook(slot.hook);
    }

    void begin() {
        for (auto& slot : slots) slot.arrived = slot.used = false;
        for (auto& bucket : buckets) bucket.missing = bucket.slots, bucket.sum = {};
        begun = 0, waiting = true;
    }

    void arrive(size_t k) {
        if (!waiting) return;
        auto& slot = slots[k];
        TORCH_CHECK(!slot.arrived, "a gradient came twice in one backward pass, after its sum over the processes may have begun");
        slot.arrived = true;
        auto& gradient = slot.parameter.mutable_grad();
        slot.used = gradient.defined();
        if (slot.used && gradient.data_ptr() != slot.place.data_ptr()) {
            slot.place.copy_(gradient);
            gradient = slot.place;
        }
        if (!slot.used) slot.place.zero_();
        if (--buckets[slot.bucket].missing == 0) begin_sums(false);
    }

    // Adds up what is left, and totals; a parameter that no process used has no gradient afterwards.
    void finish(at::Tensor& totals) {
        for (auto& slot : slots) {
            if (!slot.arrived) slot.place.zero_();
        }
        waiting = false;
        begin_sums(true);
        auto used = at::zeros({static_cast<int64_t>(slots.size())}, at::kFloat);
        for (size_t k = 0; k < slots.size(); k++) used.data_ptr<float>()[k] = slots[k].used;
        auto flags = all.sendable(used), sums = all.sendable(totals);
        auto flags_work = all.begin_sum(flags), sums_work = all.begin_sum(sums);
        for (auto& bucket : buckets) bucket.sum->wait();
        flags_work->wait(), sums_work->wait();
        if (!sums.is_same(totals)) totals.copy_(sums);
        flags = flags.cpu();
        for (size_t k = 0; k < slots.size(); k++) {
            slots[k].parameter.mutable_grad() = flags.data_ptr<float>()[k] > 0 ? slots[k].place : at::Tensor();
        }
    }

   private:
    void fill(int64_t limit) {
        size_t first = 0;
        while (first < slots.size()) {
            const auto options = slots[first].parameter.options();
            size_t end = first;
            int64_t numbers = 0;
            while (end < slots.size() && slots[end].parameter.dtype() == options.dtype() && slots[end].parameter.device() == options.device() &&
                   (end == first || (numbers + slots[end].parameter.numel()) * static_cast<int64_t>(options.dtype().itemsize()) <= limit))
                numbers += slots[end++].parameter.numel();
            Bucket bucket;
            bucket.flat = at::zeros({numbers}, options.requires_grad(false));
            bucket.slots = end - first;
            for (int64_t offset = 0; first < end; offset += slots[first++].parameter.numel()) {
                slots[first].bucket = buckets.size();
                slots[first].place = bucket.flat.narrow(0, offset, slots[first].parameter.numel()).view(slots[first].parameter.sizes());
            }
            buckets.push_back(std::move(bucket));
        }
    }

    // In order, so that all processes begin the same sums one after another.
    void begin_sums(bool incomplete) {
        while (begun < buckets.size() && (incomplete || buckets[begun].missing == 0)) {
            buckets[begun].sum = all.begin_sum(buckets[begun].flat);
            begun++;
        }
    }
};

variable_list Arrival::operator()(const variable_list& outputs, const variable_list&) {
    at::NoGradGuard no_grad;
    owner->arrive(parameter);
    return outputs;
}

}  // namespace unimem

using unimem::Gradients;
using unimem::guarded;

// The processes must outlive the result. bytes: most of a bucket.
UNIMEM_API int unimem_gradients_open(const unimem::Processes* all, at::Tensor** parameters, int32_t count, int64_t bytes, Gradients** result) {
    return guarded([&] {
        std::vector<at::Tensor> list;
        for (int32_t k = 0; k < count; k++) list.push_back(*parameters[k]);
        *result = new Gradients(*all, list, bytes);
    });
}

UNIMEM_API void unimem_gradients_close(Gradients* gradients) { delete gradients; }
UNIMEM_API void unimem_gradients_begin(Gradients* gradients) { gradients->begin(); }
UNIMEM_API int unimem_gradients_finish(Gradients* gradients, at::Tensor* totals) {
    return guarded([&] {
        at::NoGradGuard no_grad;
        gradients->finish(*totals);
    });
}
