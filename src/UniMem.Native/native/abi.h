// The C ABI of UniMem.Native.dll. A tensor handle is a heap-allocated at::Tensor, as in TorchSharp's own binding.
// Every function returns 0 on success, else 1 with the message in unimem_last_error() of the same thread.
#pragma once

#include <cstdint>
#include <exception>
#include <string>

#include <c10/util/Exception.h>

#define UNIMEM_API extern "C" __attribute__((visibility("default")))

namespace unimem {

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

}  // namespace unimem
