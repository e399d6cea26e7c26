// Passes over rows, for the instruction set that the including file is compiled for.
// Everything here is static: no inline function may leave this file compiled for newer hardware.
#pragma once

#include "rows.h"
#include "vectors.h"

namespace unimem {
namespace {

// A stretch of at most one vector; numbers beyond its count read as zeros and are not written.
template <class T>
struct Stretch {
    int64_t at, count;
    template <class S>
    Vector<T> of(const S* row) const {
        if (count == Lanes<T>::count) return load_as<T>(row + at);
        S some[Lanes<T>::count] = {};
        memcpy(some, row + at, count * sizeof(S));
        return load_as<T>(some);
    }
    template <class S>
    void put(S* row, Vector<T> v) const {
        if (count == Lanes<T>::count) return store_as<T>(row + at, v);
        S some[Lanes<T>::count];
        store_as<T>(some, v);
        memcpy(row + at, some, count * sizeof(S));
    }
};

template <class T, class F>
inline void along(int64_t count, F&& work) {
    constexpr int lanes = Lanes<T>::count;
    int64_t at = 0;
    for (; at + lanes <= count; at += lanes) work(Stretch<T>{at, lanes});
    if (at < count) work(Stretch<T>{at, count - at});
}

template <class T>
inline Vector<T> sigmoid(Vector<T> x) {
    const Vector<T> away = exponential<T>(x < 0 ? x : -x);
    return (x < 0 ? away : Vector<T>{} + 1) / (away + 1);
}

template <class T>
void norm(const T* x, const T* weight, int64_t rows, int64_t width, double epsilon, T* y, T* roots) {
    for (int64_t r = 0; r < rows; r++, x += width, y += width) {
        Vector<T> squares = {};
        along<T>(width, [&](Stretch<T> s) { squares += s.of(x) * s.of(x); });
        const T root = 1 / (T)::sqrt(sum_of<T>(squares) / width + (T)epsilon);
        roots[r] = root;
        along<T>(width, [&](Stretch<T> s) { s.put(y, s.of(x) * root * s.of(weight)); });
    }
}

template <class T>
void norm_backward(const T* d_y, const T* x, const T* weight, const T* roots, int64_t rows, int64_t width, T* d_x, T* d_weight) {
    for (int64_t r = 0; r < rows; r++, d_y += width, x += width, d_x += width) {
        const T root = roots[r];
        Vector<T> along_x = {};
        along<T>(width, [&](Stretch<T> s) {
            const Vector<T> scaled = s.of(d_y) * s.of(x);
            along_x += scaled * s.of(weight);
            s.put(d_weight, s.of(d_weight) + scaled * root);
        });
        const T back = sum_of<T>(along_x) * root * root * root / width;
        along<T>(width, [&](Stretch<T> s) { s.put(d_x, s.of(d_y) * s.of(weight) * root - s.of(x) * back); });
    }
}

template <class S, class T>
void swiglu(const S* x, int64_t rows, int64_t half, S* y) {
    for (int64_t r = 0; r < rows; r++, x += 2 * half, y += half)
        along<T>(half, [&](Stretch<T> s) {
            const Vector<T> gate = s.of(x);
            s.put(y, gate * sigmoid<T>(gate) * s.of(x + half));
        });
}

template <class S, class T>
void swiglu_backward(const S* d_y, const S* x, int64_t rows, int64_t half, S* d_x) {
    for (int64_t r = 0; r < rows; r++, d_y += half, x += 2 * half, d_x += 2 * half)
        along<T>(half, [&](Stretch<T> s) {
            const Vector<T> gate = s.of(x), open = sigmoid<T>(gate), d = s.of(d_y);
            s.put(d_x, d * s.of(x + half) * open * (1 + gate * (1 - open)));
            s.put(d_x + half, d * gate * open);
        });
}

template <class T>
void cross_entropy(T* logits, const int64_t* targets, int64_t ignored, int64_t rows, int64_t vocabulary, bool gradients, T* losses) {
    for (int64_t r = 0; r < rows; r++, logits += vocabulary) {
        if (targets[r] == ignored) {
            losses[r] = 0;
            if (gradients) memset(logits, 0, vocabulary * sizeof(T));
            continue;
        }
        T most = logits[0];
        Vector<T> top = Vector<T>{} + most;
        along<T>(vocabulary, [&](Stretch<T> s) {
            if (s.count == Lanes<T>::count) {
                const Vector<T> v = s.of(logits);
                top = v > top ? v : top;
            } else {
                for (int64_t i = s.at; i < vocabulary; i++) most = logits[i] > most ? logits[i] : most;
            }
        });
        for (int i = 0; i < Lanes<T>::count; i++) most = top[i] > most ? top[i] : most;
        const T hit = logits[targets[r]];
        T sum = 0;
        Vector<T> sums = {};
        along<T>(vocabulary, [&](Stretch<T> s) {
            const Vector<T> weight = exponential<T>(s.of(logits) - most);
            if (s.count == Lanes<T>::count) sums += weight;
            else
                for (int64_t i = 0; i < s.count; i++) sum += weight[i];
            if (gradients) s.put(logits, weight);
        });
        sum += sum_of<T>(sums);
        losses[r] = (T)::log(sum) + most - hit;
        if (!gradients) continue;
        const T share = 1 / sum;
        along<T>(vocabulary, [&](Stretch<T> s) { s.put(logits, s.of(logits) * share); });
        logits[targets[r]] -= 1;
    }
}

// exp(x) for x <= 0.
template <class T>
inline T shrunk(T x) {
    return exponential<T>(Vector<T>{} + x)[0];
}

template <class S, class T>
void merge(const Merging<S, T>& m) {
    for (int64_t t = 0; t < m.lines; t++) {
        const S *one = m.one + t * m.one_step, *other = m.other + t * m.other_step;
        const T left = m.one_mass[t], right = m.other_mass[t];
        const T total = (left > right ? left : right) + (T)::log1p(shrunk<T>(left > right ? right - left : left - right));
        const T by = shrunk<T>(left - total), rest = shrunk<T>(right - total);
        S* result = m.result + t * m.result_step;
        m.mass[t] = total;
        along<T>(m.width, [&](Stretch<T> s) { s.put(result, s.of(one) * by + s.of(other) * rest); });
    }
}

template <class S, class T>
void merge_backward(const Merging<S, T>& m) {
    for (int64_t t = 0; t < m.lines; t++) {
        const S *one = m.one + t * m.one_step, *other = m.other + t * m.other_step, *d = m.d_result + t * m.d_result_step;
        const T by = shrunk<T>(m.one_mass[t] - m.mass[t]), rest = shrunk<T>(m.other_mass[t] - m.mass[t]);
        S *d_one = m.d_one + t * m.d_step, *d_other = m.d_other + t * m.d_step;
        Vector<T> apart = {};
        along<T>(m.width, [&](Stretch<T> s) {
            const Vector<T> back = s.of(d);
            apart += back * (s.of(one) - s.of(other));
            s.put(d_one, back * by);
            s.put(d_other, back * rest);
        });
        const T shift = by * rest * sum_of<T>(apart), d_mass = m.d_mass ? m.d_mass[t] : 0;
        m.d_one_mass[t] = by * d_mass + shift;
        m.d_other_mass[t] = rest * d_mass - shift;
    }
}

template <class S, class T>
void turn(const S* x, int64_t x_step, const T* cos, const T* sin, T sign, int64_t lines, int64_t half, S* y, int64_t y_step) {
    for (int64_t t = 0; t < lines; t++, x += x_step, y += y_step, cos += half, sin += half)
        along<T>(half, [&](Stretch<T> s) {
            const Vector<T> left = s.of(x), right = s.of(x + half), by = s.of(cos), across = s.of(sin) * sign;
            s.put(y, left * by - right * across);
            s.put(y + half, right * by + left * across);
        });
}

template <class T>
double squares(const T* x, int64_t count) {
    constexpr int64_t run = 64 * Lanes<T>::count;  // summed in T; runs are summed in double
    double sum = 0;
    for (int64_t at = 0; at < count; at += run) {
        Vector<T> part = {};
        along<T>(count - at < run ? count - at : run, [&](Stretch<T> s) { part += s.of(x + at) * s.of(x + at); });
        for (int i = 0; i < Lanes<T>::count; i++) sum += (double)part[i];
    }
    return sum;
}

template <class T>
void scale(T* x, int64_t count, T factor) {
    along<T>(count, [&](Stretch<T> s) { s.put(x, s.of(x) * factor); });
}

template <class T>
Vector<T> root_of(Vector<T> x) {
    for (int i = 0; i < Lanes<T>::count; i++) x[i] = (T)::sqrt(x[i]);
    return x;
}

template <class T>
void adamw(const AdamWStep& step, T* parameter, const T* gradient, T* mean, T* square, int64_t count) {
    const T keep = 1 - step.rate * step.decay, beta1 = step.beta1, rest1 = 1 - step.beta1, beta2 = step.beta2, rest2 = 1 - step.beta2;
    const T pace = -step.rate / step.mean_share, share = step.root_share, epsilon = step.epsilon;
    along<T>(count, [&](Stretch<T> s) {
        const Vector<T> g = s.of(gradient), m = s.of(mean) * beta1 + g * rest1, v = s.of(square) * beta2 + g * g * rest2;
        s.put(mean, m);
        s.put(square, v);
        s.put(parameter, s.of(parameter) * keep + pace * (m / (root_of<T>(v) / share + epsilon)));
    });
}

template <class T>
constexpr RowKernels<T> all() {
    return {norm<T>, norm_backward<T>, cross_entropy<T>, squares<T>, scale<T>, adamw<T>};
}

template <class S, class T>
constexpr KeptRowKernels<S, T> all_kept() {
    return {swiglu<S, T>, swiglu_backward<S, T>, merge<S, T>, merge_backward<S, T>, turn<S, T>};
}

}  // namespace

template <>
const RowKernels<float> RowSets<float>::UNIMEM_SET = all<float>();
template <>
const RowKernels<double> RowSets<double>::UNIMEM_SET = all<double>();
template <>
const KeptRowKernels<float, float> KeptRowSets<float, float>::UNIMEM_SET = all_kept<float, float>();
template <>
const KeptRowKernels<double, double> KeptRowSets<double, double>::UNIMEM_SET = all_kept<double, double>();
template <>
const KeptRowKernels<Half, float> KeptRowSets<Half, float>::UNIMEM_SET = all_kept<Half, float>();

}  // namespace unimem
