// A device of libtorch's for tests: it computes on the CPU, but its tensors are not the CPU's. Tensors of both do not mix, nothing that is made
// for the CPU alone takes them, and whatever would make the host wait for a GPU is noted.
#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/view_native.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <string>
#include <vector>

namespace {

using at::Tensor;
using torch::jit::Stack;

constexpr auto kKind = c10::DeviceType::PrivateUse1;
const c10::Device kHere(kKind, 0);

std::mutex lock;
std::string waits;

void note_wait(const std::string& what) {
    std::lock_guard<std::mutex> guard(lock);
    waits += what + '\n';
}

struct Guard final : c10::impl::DeviceGuardImplInterface {
    c10::DeviceType type() const override { return kKind; }
    c10::Device exchangeDevice(c10::Device) const override { return kHere; }
    c10::Device getDevice() const override { return kHere; }
    void setDevice(c10::Device) const override {}
    void uncheckedSetDevice(c10::Device) const noexcept override {}
    c10::Stream getStream(c10::Device device) const noexcept override { return c10::Stream(c10::Stream::DEFAULT, device); }
    c10::Stream exchangeStream(c10::Stream stream) const noexcept override { return stream; }
    c10::DeviceIndex deviceCount() const noexcept override { return 1; }
    void record(void**, const c10::Stream&, const c10::DeviceIndex, const c10::EventFlag) const override {}
    void block(void*, const c10::Stream&) const override {}
    bool queryEvent(void*) const override { return true; }
    void destroyEvent(void*, const c10::DeviceIndex) const noexcept override {}
    bool queryStream(const c10::Stream&) const override { return true; }
    void synchronizeStream(const c10::Stream&) const override { note_wait("synchronize"); }
};
C10_REGISTER_GUARD_IMPL(PrivateUse1, Guard)

bool is_here(const Tensor& x) { return x.defined() && x.device().type() == kKind; }

// The same numbers as a tensor of another device; what holds them lives as long.
template <class Keep>
Tensor same(const Tensor& x, Keep keep, c10::Device device, c10::DispatchKey key, c10::Allocator* allocator) {
    const auto& from = x.storage();
    c10::DataPtr data(const_cast<void*>(static_cast<const void*>(from.data())), new Keep(std::move(keep)), [](void* p) { delete static_cast<Keep*>(p); }, device);
    c10::Storage storage(c10::Storage::use_byte_size_t(), from.nbytes(), std::move(data), allocator, allocator != nullptr);
    auto result = at::detail::make_tensor<c10::TensorImpl>(std::move(storage), c10::DispatchKeySet(key), x.dtype());
    result.unsafeGetTensorImpl()->set_sizes_and_strides(x.sizes(), x.strides());
    result.unsafeGetTensorImpl()->set_storage_offset(x.storage_offset());
    return result;
}

Tensor on_host(const Tensor& x) { return is_here(x) ? same(x, x.storage(), at::kCPU, c10::DispatchKey::CPU, c10::GetCPUAllocator()) : x; }
Tensor on_device(const Tensor& host) { return same(host, host, kHere, c10::DispatchKey::PrivateUse1, nullptr); }

// What an operator wrote into the host's form of a tensor, which it may have made larger.
void write_back(const Tensor& x, const Tensor& host) {
    if (x.sizes() == host.sizes() && x.strides() == host.strides() && x.storage().data() == host.storage().data()) return;
    auto impl = x.unsafeGetTensorImpl();
    impl->set_storage_keep_dtype(on_device(host).storage());
    impl->set_sizes_and_strides(host.sizes(), host.strides());
    impl->set_storage_offset(host.storage_offset());
}

bool asks_a_mask(const c10::IValue& indices) {
    for (const auto& one : indices.toListRef())
        if (one.isTensor() && one.toTensor().defined() && (one.toTensor().scalar_type() == at::kBool || one.toTensor().scalar_type() == at::kByte)) return true;
    return false;
}

// Operators whose result has a shape that depends on numbers, or is a number of the host.
void note(const std::string& name, const Stack& stack, size_t first) {
    static const std::vector<std::string> asking = {"aten::nonzero", "aten::masked_select", "aten::_unique2", "aten::unique_dim", "aten::unique_consecutive",
                                                    "aten::equal", "aten::repeat_interleave", "aten::bincount"};
    const bool indexes = name == "aten::index" || name == "aten::index_put_" || name == "aten::_index_put_impl_";
    if (std::find(asking.begin(), asking.end(), name) != asking.end() || (indexes && asks_a_mask(stack[first + 1]))) note_wait(name);
}

void fallback(const c10::OperatorHandle& op, Stack* stack) {
    const auto& schema = op.schema();
    const auto count = schema.arguments().size(), first = stack->size() - count;
    note(schema.name(), *stack, first);
    const bool indexes = schema.name().find("index") != std::string::npos;
    std::vector<std::pair<Tensor, Tensor>> written;
    std::vector<Tensor> originals(count);
    auto host = [&](const Tensor& x) {
        TORCH_CHECK(!x.defined() || is_here(x) || x.dim() == 0 || indexes, schema.name(), ": a tensor of the CPU among those of a device");
        return on_host(x);
    };
    for (size_t i = 0; i < count; i++) {
        auto& value = (*stack)[first + i];
        const auto* alias = schema.arguments()[i].alias_info();
        const bool writes = alias && alias->isWrite();
        if (value.isTensor()) {
            originals[i] = value.toTensor();
            auto there = host(originals[i]);
            if (writes) written.emplace_back(originals[i], there);
            value = there;
        } else if (value.isTensorList()) {
            c10::List<Tensor> list;
            for (const Tensor& one : value.toTensorVector()) {
                list.push_back(host(one));
                if (writes) written.emplace_back(one, list.get(list.size() - 1));
            }
            value = list;
        } else if (value.isList() && schema.arguments()[i].type()->str().find("Tensor") != std::string::npos) {
            c10::List<c10::optional<Tensor>> list;
            for (const auto& one : value.toListRef()) list.push_back(one.isTensor() ? c10::optional<Tensor>(host(one.toTensor())) : c10::optional<Tensor>());
            value = list;
        } else if (value.isDevice() && value.toDevice().type() == kKind) {
            value = c10::Device(at::kCPU);
        }
    }
    op.callBoxed(stack);
    for (auto& pair : written) write_back(pair.first, pair.second);
    const auto results = schema.returns().size(), start = stack->size() - results;
    for (size_t i = 0; i < results; i++) {
        auto& value = (*stack)[start + i];
        const auto* alias = schema.returns()[i].alias_info();
        if (value.isTensorList()) {
            c10::List<Tensor> list;
            for (const Tensor& one : value.toTensorVector()) list.push_back(on_device(one));
            value = list;
        } else if (value.isTensor() && value.toTensor().defined()) {
            Tensor known;
            for (size_t k = 0; alias && k < count; k++) {
                const auto* other = schema.arguments()[k].alias_info();
                if (other && other->isWrite() && other->beforeSets() == alias->beforeSets()) known = originals[k];
            }
            value = known.defined() ? known : on_device(value.toTensor());
        }
    }
}

using Type = c10::optional<at::ScalarType>;
using Layout = c10::optional<at::Layout>;
using Place = c10::optional<at::Device>;
using Flag = c10::optional<bool>;

Tensor empty(at::IntArrayRef size, Type type, Layout, Place, Flag, c10::optional<at::MemoryFormat> format) {
    return on_device(at::empty(size, at::TensorOptions().dtype(type).device(at::kCPU), format));
}

Tensor empty_strided(at::IntArrayRef size, at::IntArrayRef stride, Type type, Layout, Place, Flag) {
    return on_device(at::empty_strided(size, stride, at::TensorOptions().dtype(type).device(at::kCPU)));
}

Tensor as_strided(const Tensor& x, at::IntArrayRef size, at::IntArrayRef stride, c10::optional<int64_t> offset) {
    return at::native::as_strided_tensorimpl(x, size, stride, offset);
}

Tensor view(const Tensor& x, at::IntArrayRef size) { return at::native::view(x, size); }
Tensor reshape_alias(const Tensor& x, at::IntArrayRef size, at::IntArrayRef stride) { return at::native::_reshape_alias(x, size, stride); }

// From a GPU the host always waits; to it where it is not told that it need not.
Tensor& copy_(Tensor& to, const Tensor& from, bool non_blocking) {
    if (!is_here(to)) note_wait("copy to the host");
    if (is_here(to) && !is_here(from) && !non_blocking) note_wait("copy from the host");
    on_host(to).copy_(on_host(from));
    return to;
}

at::Scalar item(const Tensor& x) {
    note_wait("aten::item");
    return on_host(x).item();
}

}  // namespace

TORCH_LIBRARY_IMPL(_, PrivateUse1, m) { m.fallback(torch::CppFunction::makeFromBoxedFunction<&fallback>()); }

TORCH_LIBRARY_IMPL(aten, PrivateUse1, m) {
    m.impl("empty.memory_format", empty);
    m.impl("empty_strided", empty_strided);
    m.impl("as_strided", as_strided);
    m.impl("view", view);
    m.impl("_reshape_alias", reshape_alias);
    m.impl("copy_", copy_);
    m.impl("_local_scalar_dense", item);
}

#define HOST_DEVICE_API extern "C" __attribute__((visibility("default")))

// libtorch's number of this kind of device, which differs from version to version.
HOST_DEVICE_API int32_t host_device_kind() { return static_cast<int32_t>(kKind); }

// What the host waited for since it was last asked, a line each, as far as there is room; how many bytes there were.
HOST_DEVICE_API int64_t host_device_waits(char* text, int64_t room) {
    std::lock_guard<std::mutex> guard(lock);
    const auto size = static_cast<int64_t>(waits.size());
    std::memcpy(text, waits.data(), static_cast<size_t>(std::min(size, room)));
    waits.clear();
    return size;
}
