// Boxed calls through c10's dispatcher, tensor metadata, generators, threads and devices.
#include "abi.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <c10/core/DefaultDtype.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/Stream.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <vector>

namespace lt {

static thread_local std::string last_error;

void set_error(const char* message) {
    const char* end = std::strchr(message, '\n');
    last_error.assign(message, end ? static_cast<size_t>(end - message) : std::strlen(message));
}

// What a schema argument wants, as far as conversion from a plainer value is needed.
enum class Want { AsGiven, Double, Tensor, DoubleList, IntList, OptionalTensorList };

struct Operator {
    c10::OperatorHandle handle;
    std::vector<Want> wants;
    std::vector<c10::IValue> defaults;
    std::vector<bool> has_default;
    std::string name;
};

static Want want_of(const c10::TypePtr& type) {
    switch (type->kind()) {
        case c10::TypeKind::FloatType: return Want::Double;
        case c10::TypeKind::TensorType: return Want::Tensor;
        case c10::TypeKind::OptionalType: {
            Want inner = want_of(type->castRaw<c10::OptionalType>()->getElementType());
            return inner == Want::Tensor ? Want::AsGiven : inner;
        }
        case c10::TypeKind::ListType:
            switch (type->castRaw<c10::ListType>()->getElementType()->kind()) {
                case c10::TypeKind::FloatType: return Want::DoubleList;
                case c10::TypeKind::IntType:
                case c10::TypeKind::SymIntType: return Want::IntList;
                case c10::TypeKind::OptionalType: return Want::OptionalTensorList;
                default: return Want::AsGiven;
            }
        default: return Want::AsGiven;
    }
}

static c10::IValue tensor_list(const Value& v, bool optional) {
    auto handles = static_cast<at::Tensor**>(v.p);
    if (optional) {
        c10::impl::GenericList list(c10::OptionalType::ofTensor());
        list.reserve(v.n);
        for (int64_t k = 0; k < v.n; k++)
            list.push_back(handles[k] ? c10::IValue(*handles[k]) : c10::IValue());
        return c10::IValue(std::move(list));
    }
    c10::List<at::Tensor> list;
    list.reserve(v.n);
    for (int64_t k = 0; k < v.n; k++) {
        TORCH_CHECK(handles[k], "a tensor of a list is missing");
        list.push_back(*handles[k]);
    }
    return c10::IValue(std::move(list));
}

static c10::IValue box(const Value& v, Want want) {
    switch (v.tag) {
        case None: return want == Want::Tensor ? c10::IValue(at::Tensor()) : c10::IValue();
        case Tensor: return c10::IValue(*static_cast<at::Tensor*>(v.p));
        case Int:
            if (want == Want::Double) return c10::IValue(static_cast<double>(v.i));
            if (want == Want::IntList) return c10::IValue(at::ArrayRef<int64_t>(&v.i, 1));
            return c10::IValue(v.i);
        case Double: return c10::IValue(v.d);
        case Bool: return c10::IValue(v.i != 0);
        case Complex: return c10::IValue(c10::complex<double>(v.d, v.imaginary));
        case IntList: return c10::IValue(at::ArrayRef<int64_t>(static_cast<int64_t*>(v.p), v.n));
        case DoubleList: return c10::IValue(at::ArrayRef<double>(static_cast<double*>(v.p), v.n));
        case BoolList: {
            c10::List<bool> list;
            for (int64_t k = 0; k < v.n; k++) list.push_back(static_cast<int64_t*>(v.p)[k] != 0);
            return c10::IValue(std::move(list));
        }
        case TensorList: return tensor_list(v, want == Want::OptionalTensorList);
        case Device: return c10::IValue(c10::Device(static_cast<c10::DeviceType>(v.i), static_cast<c10::DeviceIndex>(v.n)));
        case String: return c10::IValue(std::string(static_cast<char*>(v.p), v.n));
        case Generator: return c10::IValue(*static_cast<at::Generator*>(v.p));
        default: TORCH_CHECK(false, "unknown argument tag ", v.tag);
    }
}

static void unbox(c10::IValue&& value, Value& out) {
    out = Value{None, {0}, {0}};
    if (value.isTensor()) {
        if (!value.toTensor().defined()) return;
        out.tag = Tensor;
        out.p = new at::Tensor(std::move(value).toTensor());
    } else if (value.isInt()) {
        out.tag = Int;
        out.i = value.toInt();
    } else if (value.isDouble()) {
        out.tag = Double;
        out.d = value.toDouble();
    } else if (value.isBool()) {
        out.tag = Bool;
        out.i = value.toBool();
    } else if (value.isComplexDouble()) {
        auto c = value.toComplexDouble();
        out.tag = Complex;
        out.d = c.real();
        out.imaginary = c.imag();
    } else if (value.isTensorList()) {
        auto list = value.toTensorVector();
        auto handles = static_cast<at::Tensor**>(std::malloc(sizeof(void*) * (list.size() + 1)));
        for (size_t k = 0; k < list.size(); k++) handles[k] = new at::Tensor(std::move(list[k]));
        out.tag = TensorList;
        out.p = handles;
        out.n = static_cast<int64_t>(list.size());
    } else {
        TORCH_CHECK(value.isNone(), "a result of type ", value.tagKind(), " cannot be handed over");
    }
}

}  // namespace lt

using lt::guarded;
using lt::Value;

LT_API const char* lt_last_error() { return lt::last_error.c_str(); }

// "aten::add.Tensor" -> an operator that lives as long as the process.
LT_API int lt_operator_find(const char* schema, lt::Operator** out) {
    return guarded([&] {
        std::string name(schema), overload;
        auto dot = name.find('.', name.find("::") + 2);
        if (dot != std::string::npos) {
            overload = name.substr(dot + 1);
            name.resize(dot);
        }
        auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name.c_str(), overload.c_str());
        auto op = std::make_unique<lt::Operator>(lt::Operator{handle, {}, {}, {}, schema});
        for (const auto& argument : handle.schema().arguments()) {
            op->wants.push_back(lt::want_of(argument.type()));
            op->has_default.push_back(argument.default_value().has_value());
            op->defaults.push_back(argument.default_value().has_value() ? *argument.default_value() : c10::IValue());
        }
        *out = op.release();
    });
}

// Arguments left out at the end take the schema's defaults. With results == nullptr what the operator returns is dropped.
LT_API int lt_operator_call(const lt::Operator* op, const Value* arguments, int32_t count, Value* results, int32_t capacity,
                            int32_t* produced) {
    return guarded([&] {
        const size_t wanted = op->wants.size();
        TORCH_CHECK(static_cast<size_t>(count) <= wanted, op->name, " takes ", wanted, " arguments, not ", count);
        std::vector<c10::IValue> stack;
        stack.reserve(wanted + 4);
        for (int32_t k = 0; k < count; k++) stack.push_back(lt::box(arguments[k], op->wants[k]));
        for (size_t k = count; k < wanted; k++) {
            TORCH_CHECK(op->has_default[k], op->name, " needs argument ", k);
            stack.push_back(op->defaults[k]);
        }
        op->handle.callBoxed(stack);
        if (results == nullptr) return;
        TORCH_CHECK(stack.size() <= static_cast<size_t>(capacity), op->name, " returned ", stack.size(), " values");
        for (size_t k = 0; k < stack.size(); k++) lt::unbox(std::move(stack[k]), results[k]);
        *produced = static_cast<int32_t>(stack.size());
    });
}

LT_API void lt_free(void* memory) { std::free(memory); }

LT_API void lt_tensor_free(at::Tensor* tensor) { delete tensor; }
LT_API int64_t lt_tensor_dim(const at::Tensor* t) { return t->dim(); }
LT_API int64_t lt_tensor_numel(const at::Tensor* t) { return t->numel(); }
LT_API int64_t lt_tensor_storage_offset(const at::Tensor* t) { return t->storage_offset(); }
LT_API int64_t lt_tensor_element_size(const at::Tensor* t) { return t->element_size(); }
LT_API int32_t lt_tensor_dtype(const at::Tensor* t) { return static_cast<int32_t>(t->scalar_type()); }
LT_API int32_t lt_tensor_device_type(const at::Tensor* t) { return static_cast<int32_t>(t->device().type()); }
LT_API int32_t lt_tensor_device_index(const at::Tensor* t) { return t->device().index(); }
LT_API int32_t lt_tensor_is_sparse(const at::Tensor* t) { return t->layout() != c10::kStrided; }
LT_API int32_t lt_tensor_is_contiguous(const at::Tensor* t) { return t->is_contiguous(); }
LT_API int32_t lt_tensor_same(const at::Tensor* a, const at::Tensor* b) { return a->is_same(*b); }
LT_API void lt_tensor_sizes(const at::Tensor* t, int64_t* out) { std::copy(t->sizes().begin(), t->sizes().end(), out); }
LT_API int64_t lt_tensor_size(const at::Tensor* t, int64_t dim) { return t->sizes()[dim]; }
LT_API int lt_tensor_strides(const at::Tensor* t, int64_t* out) {
    return guarded([&] { std::copy(t->strides().begin(), t->strides().end(), out); });
}
LT_API int lt_tensor_data(const at::Tensor* t, void** out) {
    return guarded([&] { *out = t->data_ptr(); });
}

LT_API void lt_generator_free(at::Generator* generator) { delete generator; }
LT_API int lt_generator_default(int32_t type, int32_t index, at::Generator** out) {
    return guarded([&] {
        c10::Device device(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
        *out = new at::Generator(at::globalContext().defaultGenerator(device));
    });
}
// A generator of its own on the device: a copy of the device's default one, reseeded. Devices from outside libtorch draw on the host.
LT_API int lt_generator_new(int32_t type, int32_t index, uint64_t seed, at::Generator** out) {
    return guarded([&] {
        c10::Device device(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
        auto shared = at::globalContext().defaultGenerator(device.type() == c10::DeviceType::PrivateUse1 ? c10::Device(c10::DeviceType::CPU) : device);
        std::lock_guard<std::mutex> lock(shared.mutex());
        auto own = shared.clone();
        own.set_current_seed(seed);
        *out = new at::Generator(std::move(own));
    });
}
LT_API int lt_generator_manual_seed(at::Generator* g, uint64_t seed) {
    return guarded([&] {
        std::lock_guard<std::mutex> lock(g->mutex());
        g->set_current_seed(seed);
    });
}
LT_API int lt_generator_seed(at::Generator* g, uint64_t* out) {
    return guarded([&] {
        std::lock_guard<std::mutex> lock(g->mutex());
        *out = g->seed();
    });
}
LT_API int lt_generator_initial_seed(at::Generator* g, uint64_t* out) {
    return guarded([&] { *out = g->current_seed(); });
}
LT_API int lt_generator_device(at::Generator* g, int32_t* type, int32_t* index) {
    return guarded([&] {
        *type = static_cast<int32_t>(g->device().type());
        *index = g->device().index();
    });
}
LT_API int lt_generator_get_state(at::Generator* g, at::Tensor** out) {
    return guarded([&] {
        std::lock_guard<std::mutex> lock(g->mutex());
        *out = new at::Tensor(g->get_state());
    });
}
LT_API int lt_generator_set_state(at::Generator* g, const at::Tensor* state) {
    return guarded([&] {
        std::lock_guard<std::mutex> lock(g->mutex());
        g->set_state(*state);
    });
}
LT_API int lt_manual_seed(uint64_t seed) {
    return guarded([&] { at::manual_seed(seed); });
}

LT_API int32_t lt_get_num_threads() { return at::get_num_threads(); }
LT_API int32_t lt_get_num_interop_threads() { return at::get_num_interop_threads(); }
LT_API int lt_set_num_threads(int32_t count) {
    return guarded([&] { at::set_num_threads(count); });
}
LT_API int lt_set_num_interop_threads(int32_t count) {
    return guarded([&] { at::set_num_interop_threads(count); });
}

LT_API int lt_set_default_dtype(int32_t dtype) {
    return guarded([&] { c10::set_default_dtype(c10::scalarTypeToTypeMeta(static_cast<c10::ScalarType>(dtype))); });
}
LT_API int lt_set_matmul_precision(const char* precision) {
    return guarded([&] { at::globalContext().setFloat32MatmulPrecision(precision); });
}
LT_API int32_t lt_get_matmul_precision() { return static_cast<int32_t>(at::globalContext().float32MatmulPrecision()); }

// Devices are asked through c10's virtual guard, so one source serves builds with and without CUDA.
LT_API int lt_device_count(int32_t type, int32_t* out) {
    return guarded([&] {
        auto kind = static_cast<c10::DeviceType>(type);
        *out = c10::impl::hasDeviceGuardImpl(kind) ? c10::impl::VirtualGuardImpl(kind).deviceCount() : 0;
    });
}
LT_API int lt_device_synchronize(int32_t type, int32_t index) {
    return guarded([&] {
        c10::impl::VirtualGuardImpl guard(static_cast<c10::DeviceType>(type));
        auto device = index < 0 ? guard.getDevice() : c10::Device(guard.type(), static_cast<c10::DeviceIndex>(index));
        guard.getStream(device).synchronize();
    });
}
