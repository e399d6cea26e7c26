// The C ABI between TorchSharp.dll and libtorch. A tensor handle is a heap-allocated at::Tensor, a generator handle an at::Generator.
// Every function that can fail returns 0 on success, else 1 with the message in lt_last_error() of the same thread.
#pragma once

#include <cstdint>
#include <exception>
#include <string>

#include <c10/util/Exception.h>

#define LT_API extern "C" __attribute__((visibility("default")))

namespace lt {

enum Tag : int32_t {
    None = 0, Tensor = 1, Int = 2, Double = 3, Bool = 4, Complex = 5,
    IntList = 6, DoubleList = 7, BoolList = 8, TensorList = 9,
    Device = 10, String = 11, Generator = 12
};

// One argument or result. Lists: p points at n elements. Device: i is the type, n the index. Complex: d and imaginary.
struct Value {
    int64_t tag;
    union { int64_t i; double d; void* p; };
    union { int64_t n; double imaginary; };
};

// Keeps the first line: what follows is a C++ stack trace or a hint for Python.
void set_error(const char* message);

template <class F>
int guarded(F&& body) noexcept {
    try {
        body();
        return 0;
    } catch (const c10::Error& e) {
        set_error(e.what_without_backtrace());
    } catch (const std::exception& e) {
        set_error(e.what());
    } catch (...) {
        set_error("unknown native error");
    }
    return 1;
}

}  // namespace lt
