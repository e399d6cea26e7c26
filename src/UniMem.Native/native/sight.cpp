// Which query sees which key, by a program of questions, as libtorch sees it: checks, memory and threads.
#include "sight.h"

#include "abi.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <vector>

namespace unimem {

using at::Tensor;

// The most answers that lie on the stack; the program is refused where it does not leave one.
static int64_t depth_of(const int64_t* program, int64_t length) {
    int64_t most = 0, now = 0, at = 0;
    while (at < length) {
        TORCH_CHECK(program[at] >= 0 && program[at] <= static_cast<int64_t>(Question::Not), "sight: there is no question ", program[at]);
        const auto question = static_cast<Question>(program[at]);
        TORCH_CHECK(now >= answers_of(question), "sight: an answer is missing");
        TORCH_CHECK(question != Question::Multiple || (at + 1 < length && program[at + 1] > 0), "sight: multiples of a number above 0 are wanted");
        now += 1 - answers_of(question), at += 1 + numbers_of(question), most = std::max(most, now);
    }
    TORCH_CHECK(now == 1 && at == length, "sight: ", now, " answers are left");
    return most;
}

// (B or 1, N) contiguous of a tensor of B or one rows.
static Tensor lines(const Tensor& x, int64_t rows, int64_t count, const char* name) {
    TORCH_CHECK(x.is_cpu() && x.numel() % count == 0 && (x.numel() == count || x.numel() == rows * count), "sight: ", name, " ", x.sizes(), " for ", rows, " rows of ", count);
    return x.reshape({-1, count}).contiguous();
}

static Tensor see(const int64_t* program, int64_t length, const Tensor& queries, const Tensor& keys, const Tensor& ranks, const Tensor* text, const Tensor& valid) {
    const int64_t rows = queries.size(0), count = queries.size(2), slots = keys.size(3), depth = depth_of(program, length);
    TORCH_CHECK(queries.scalar_type() == at::kLong && keys.scalar_type() == at::kLong && ranks.scalar_type() == at::kLong && valid.scalar_type() == at::kBool, "sight: int64 places and bool validity are wanted");
    auto seen = at::empty({rows, 1, count, slots}, valid.options());
    if (seen.numel() == 0) return seen;
    const auto q = lines(queries, rows, count, "queries"), k = lines(keys, rows, slots, "keys"), r = lines(ranks, rows, slots, "ranks"), v = lines(valid, rows, slots, "validity");
    const auto t = text ? lines(*text, 1, count, "text") : Tensor();
    static const SightKernel& kernel = best_of(SightSets::avx512, SightSets::avx2, SightSets::plain);
    auto row_of = [](const Tensor& x, int64_t b) { return x.size(0) == 1 ? 0 : b * x.size(1); };
    constexpr int64_t run = 32;  // queries
    const int64_t runs = (count + run - 1) / run;
    at::parallel_for(0, rows * runs, 1 + (1 << 15) / (run * slots), [&](int64_t begin, int64_t end) {
        std::vector<uint8_t> scratch(depth * slots);
        for (int64_t n = begin; n < end; n++) {
            const int64_t b = n / runs, from = n % runs * run;
            const Sight sight{program, length, depth, count, slots, q.data_ptr<int64_t>() + row_of(q, b), k.data_ptr<int64_t>() + row_of(k, b), r.data_ptr<int64_t>() + row_of(r, b),
                              t.defined() ? reinterpret_cast<const uint8_t*>(t.data_ptr<bool>()) : nullptr, reinterpret_cast<const uint8_t*>(v.data_ptr<bool>()) + row_of(v, b),
                              reinterpret_cast<uint8_t*>(seen.data_ptr<bool>()) + b * count * slots};
            kernel.see(sight, from, std::min(count, from + run), scratch.data());
        }
    });
    return seen;
}

}  // namespace unimem

// Bool (B, 1, T, S): what a program shows queries (B, 1, T, 1) of keys (B or 1, 1, 1, S), both int64 positions, with ranks of the keys' shape, valid (B or 1, S)
// bool and text (1, 1, T, 1) bool or null; on the CPU.
UNIMEM_API int unimem_see(const int64_t* program, int32_t length, const at::Tensor* queries, const at::Tensor* keys, const at::Tensor* ranks, const at::Tensor* text,
                          const at::Tensor* valid, at::Tensor** result) {
    return unimem::guarded([&] { *result = new at::Tensor(unimem::see(program, length, *queries, *keys, *ranks, text, *valid)); });
}
