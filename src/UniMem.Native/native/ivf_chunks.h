// The lists of chunks of slots. What is kept is a memo: an entry is used only where the very keys that it was made of are still held.
#pragma once

#include "instruction_sets.h"
#include "ivf.h"

#include <cstring>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

namespace unimem {

template <class T>
const ListKernels<T>& list_kernels() {
    static const ListKernels<T>& best = best_of(ListSets<T>::avx512, ListSets<T>::avx2, ListSets<T>::plain);
    return best;
}

// One group's part of a chunk.
template <class T>
struct Part {
    std::vector<T> centroids, keys;     // as columns: the centroids, and list by list the keys
    std::vector<int32_t> order, first;  // keys in the order of their lists; place of each list in it, and the end
    std::vector<int64_t> at;            // where each list begins among the columns, in numbers

    int64_t size(int64_t list) const { return first[list + 1] - first[list]; }

    // Of keys (slots, width).
    Part(const T* rows, int64_t slots, int64_t lists, int64_t width)
        : centroids(padded(lists, kColumns) * width), order(slots), first(lists + 1, 0), at(lists + 1, 0) {
        std::vector<int32_t> list(slots);
        std::vector<T> scratch(ListKernels<T>::scratch_size(lists, width));
        list_kernels<T>().cluster(rows, slots, width, lists, centroids.data(), list.data(), scratch.data());
        for (int64_t s = 0; s < slots; s++) first[list[s] + 1]++;
        for (int64_t l = 0; l < lists; l++) {
            at[l + 1] = at[l] + padded(first[l + 1], kColumns) * width;
            first[l + 1] += first[l];
        }
        auto next = first;
        for (int64_t s = 0; s < slots; s++) order[next[list[s]]++] = (int32_t)s;
        keys.assign(at[lists], 0);
        each(width, [&](int64_t slot, int64_t d, int64_t place) { keys[place] = rows[slot * width + d]; });
    }

    // Whether it was made of these keys, bit by bit.
    bool made_of(const T* rows, int64_t width) const {
        bool same = true;
        each(width, [&](int64_t slot, int64_t d, int64_t place) { same = same && memcmp(&keys[place], rows + slot * width + d, sizeof(T)) == 0; });
        return same;
    }

private:
    // body(slot, d, place among the columns) of every number.
    template <class F>
    void each(int64_t width, F&& body) const {
        for (size_t l = 0; l + 1 < first.size(); l++) {
            const int64_t count = first[l + 1] - first[l], room = padded(count, kColumns);
            for (int64_t i = 0; i < count; i++)
                for (int64_t d = 0; d < width; d++) body(order[first[l] + i], d, at[l] + d * room + i);
        }
    }
};

// Where keys lie. Slots are written once and never again, so that keys of the same place in the same memory are the same; memory that was
// freed is never the same.
class Place {
public:
    Place(const at::Tensor& keys) : memory(keys.storage().getWeakStorageImpl()), offset(keys.storage_offset()), strides(keys.strides().vec()) {}

    bool operator==(const at::Tensor& keys) const {
        const auto still = memory.lock();
        return still && still.get() == keys.storage().unsafeGetStorageImpl() && offset == keys.storage_offset() && keys.strides() == at::IntArrayRef(strides);
    }

private:
    c10::weak_intrusive_ptr<c10::StorageImpl> memory;
    int64_t offset;
    std::vector<int64_t> strides;
};

template <class T>
struct Chunk {
    Place place;
    std::vector<std::optional<Part<T>>> groups;
};

// A chunk that a row holds: its row, the column of its first slot, its number in the document.
struct Held {
    int64_t row, column, number;
};

// Chunks of `size` slots in `lists` lists each, by row and number.
template <class T>
class Chunks {
public:
    Chunks(int64_t size, int64_t lists) : size(size), lists(lists) {}

    const Chunk<T>& of(const Held& held) const { return all.at({held.row, held.number}); }

    // Makes the chunks that are held of keys (B, G, M, D) known, those that are not from their keys; all others go.
    void renew(const at::Tensor& keys, const Held* held, int64_t count) {
        const auto type = c10::CppTypeToScalarType<T>::value;
        std::map<std::pair<int64_t, int64_t>, Chunk<T>> kept;
        std::vector<std::pair<Chunk<T>*, at::Tensor>> unsure;
        for (int64_t i = 0; i < count; i++) {
            const auto slots = keys.select(0, held[i].row).narrow(1, held[i].column, size);
            const std::pair<int64_t, int64_t> name{held[i].row, held[i].number};
            auto known = all.extract(name);
            const bool sure = !known.empty() && known.mapped().place == slots;
            auto& chunk = known.empty() ? kept.insert_or_assign(name, Chunk<T>{slots, {}}).first->second : kept.insert(std::move(known)).position->second;
            if (!sure) {
                chunk.place = Place(slots);
                chunk.groups.resize(keys.size(1));
                unsure.push_back({&chunk, slots.to(type).contiguous()});
            }
        }
        all.swap(kept);
        const int64_t groups = keys.size(1), width = keys.size(3);
        at::parallel_for(0, (int64_t)unsure.size() * groups, 1, [&](int64_t begin, int64_t end) {
            for (int64_t n = begin; n < end; n++) {
                const auto& [chunk, slots] = unsure[n / groups];
                auto& part = chunk->groups[n % groups];
                const T* rows = slots.template data_ptr<T>() + n % groups * size * width;
                if (!part || !part->made_of(rows, width)) part.emplace(rows, size, lists, width);
            }
        });
    }

    const int64_t size, lists;

private:
    std::map<std::pair<int64_t, int64_t>, Chunk<T>> all;
};

}  // namespace unimem
