// Passes over rows of numbers: what is shared between the parts that know libtorch and the parts compiled for one instruction set each.
#pragma once

#include <cstdint>

#include "instruction_sets.h"

namespace unimem {

// One step of AdamW for numbers of which each has made equally many.
struct AdamWStep {
    double rate, beta1, beta2, epsilon, decay;
    double mean_share, root_share;  // 1 - beta1^step, sqrt(1 - beta2^step)
};

// Two attentions of the same queries that become one, some queries of one head: values (lines, width) by steps, log-masses one after another.
template <class T>
struct Merging {
    int64_t lines, width;
    const T *one, *other, *one_mass, *other_mass;
    int64_t one_step, other_step, result_step;
    T *result, *mass;
    const T *d_result, *d_mass;  // for the way back; the latter may be null
    int64_t d_result_step;
    T *d_one, *d_other, *d_one_mass, *d_other_mass;
    int64_t d_step;  // of both
};

// One instruction set's form of the work. Rows are contiguous; every call may run on a thread of its own.
template <class T>
struct RowKernels {
    // y = x * root * weight with root = 1 / sqrt(mean(x^2) + epsilon); roots are kept for the way back.
    void (*norm)(const T* x, const T* weight, int64_t rows, int64_t width, double epsilon, T* y, T* roots);
    // d_weight is added to.
    void (*norm_backward)(const T* d_y, const T* x, const T* weight, const T* roots, int64_t rows, int64_t width, T* d_x, T* d_weight);
    // x (rows, 2 half): gate, then what it gates. y (rows, half) = silu(gate) * gated.
    void (*swiglu)(const T* x, int64_t rows, int64_t half, T* y);
    void (*swiglu_backward)(const T* d_y, const T* x, int64_t rows, int64_t half, T* d_x);
    // Losses in nats, 0 where the target is the ignored one; logits become their gradients where that is wanted.
    void (*cross_entropy)(T* logits, const int64_t* targets, int64_t ignored, int64_t rows, int64_t vocabulary, bool gradients, T* losses);
    void (*merge)(const Merging<T>& m);
    void (*merge_backward)(const Merging<T>& m);
    // Lines of 2 half numbers: pairs (i, i + half) turned by the angles of cos and sin (lines, half), forth by sign 1 and back by -1.
    void (*turn)(const T* x, int64_t x_step, const T* cos, const T* sin, T sign, int64_t lines, int64_t half, T* y, int64_t y_step);
    double (*squares)(const T* x, int64_t count);
    void (*scale)(T* x, int64_t count, T factor);
    void (*adamw)(const AdamWStep& step, T* parameter, const T* gradient, T* mean, T* square, int64_t count);
};

template <class T>
struct RowSets {
    static const RowKernels<T> avx512, avx2, plain;
};

template <class T>
const RowKernels<T>& row_kernels() {
    static const RowKernels<T>& best = best_of(RowSets<T>::avx512, RowSets<T>::avx2, RowSets<T>::plain);
    return best;
}

}  // namespace unimem
