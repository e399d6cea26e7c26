#include "abi.h"

#include <cstring>

namespace unimem {

static thread_local std::string last_error;

// Keeps the first line: what follows is a C++ stack trace.
void set_error(const char* message) {
    const char* end = std::strchr(message, '\n');
    last_error.assign(message, end ? static_cast<size_t>(end - message) : std::strlen(message));
}

}  // namespace unimem

UNIMEM_API const char* unimem_last_error() { return unimem::last_error.c_str(); }
