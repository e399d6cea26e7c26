// The best slots of some queries among those in the lists whose centroids score best for each of them.
#pragma once

#include "ivf_chunks.h"

#include <algorithm>
#include <limits>

namespace unimem {

// What one thread searches: queries of one group of a row, in the chunks that the row holds.
template <class T>
class ListSearch {
public:
    // A chunk's part and the column of its first slot.
    struct Searched {
        const Part<T>* part;
        int64_t column;
    };

    struct Candidate {
        T score;
        int64_t column;
    };

    std::vector<Searched> parts;
    std::vector<const T*> queries;
    int64_t lists, width, probes, keep;
    T scale;
    std::vector<T*> scores;         // of each query, what is known already and then what is found: `keep` numbers
    std::vector<int64_t*> columns;

    void run() {
        room = padded(lists, kColumns);
        probes = std::min(probes, lists * (int64_t)parts.size());
        probed.resize(queries.size() * probes);
        probed_count.assign(queries.size(), 0);
        packed.resize(kQueries * width);
        probe();
        for (int64_t from = 0, to; from < (int64_t)queries.size(); from = to) {
            int64_t numbers = 0;
            for (to = from; to < (int64_t)queries.size() && (to == from || numbers + candidates(to) <= kNumbers); to++) numbers += candidates(to);
            compare(from, to, numbers);
        }
    }

private:
    static constexpr int64_t kNumbers = 1 << 20;  // scores that are held at once, unless one query has more

    int64_t room;                      // numbers of a chunk's centroids; a list's number is its place among them
    std::vector<int32_t> probed;       // the lists that a query looks into, ascending
    std::vector<int64_t> probed_count;
    std::vector<T> packed;

    int64_t size(int64_t list) const { return parts[list / room].part->size(list % room); }

    int64_t candidates(int64_t query) const {
        int64_t count = keep;
        for (int64_t j = 0; j < probed_count[query]; j++) count += size(probed[query * probes + j]);
        return padded(count, kColumns);
    }

    void pack(int64_t place, int64_t query) { memcpy(packed.data() + place * width, queries[query], width * sizeof(T)); }

    // Which lists each query looks into.
    void probe() {
        const int64_t line = (int64_t)parts.size() * room;
        std::vector<T> products(kQueries * line);
        std::vector<int32_t> places(line);
        for (int64_t i = 0; i < (int64_t)queries.size(); i += kQueries) {
            const int64_t count = std::min<int64_t>(kQueries, (int64_t)queries.size() - i);
            for (int64_t n = 0; n < count; n++) pack(n, i + n);
            for (size_t p = 0; p < parts.size(); p++)
                list_kernels<T>().score(packed.data(), count, width, parts[p].part->centroids.data(), room, room, products.data() + p * room, line);
            for (int64_t n = 0; n < count; n++) {
                T* row = products.data() + n * line;
                for (size_t p = 0; p < parts.size(); p++) std::fill(row + p * room + lists, row + (p + 1) * room, -std::numeric_limits<T>::infinity());
                int64_t sure;
                const int64_t found = list_kernels<T>().choose(row, line, probes, places.data(), &sure);
                auto* mine = probed.data() + (i + n) * probes;
                std::copy(places.begin(), places.begin() + std::min(found, probes), mine);
                std::sort(mine, mine + std::min(found, probes));
                probed_count[i + n] = std::remove_if(mine, mine + std::min(found, probes), [&](int32_t l) { return l % room >= lists; }) - mine;
            }
        }
    }

    // Scores the slots of the lists that the queries [from, to) look into, list by list, and keeps the best of each query.
    void compare(int64_t from, int64_t to, int64_t numbers) {
        std::vector<int32_t> first(parts.size() * room + 1, 0);
        for (int64_t i = from; i < to; i++)
            for (int64_t j = 0; j < probed_count[i]; j++) first[probed[i * probes + j] + 1]++;
        for (size_t l = 1; l < first.size(); l++) first[l] += first[l - 1];
        std::vector<int32_t> visitors(first.back()), next(first.begin(), first.end() - 1);
        for (int64_t i = from; i < to; i++)
            for (int64_t j = 0; j < probed_count[i]; j++) visitors[next[probed[i * probes + j]]++] = (int32_t)i;

        std::vector<T> found(numbers), products(kQueries * kKeys);
        std::vector<int64_t> begin(to - from), end(to - from);
        for (int64_t i = from, at = 0; i < to; i++) {
            begin[i - from] = end[i - from] = at;
            for (int64_t j = 0; j < keep; j++)
                if (scores[i][j] > kMasked / 2) {
                    columns[i][end[i - from] - at] = columns[i][j];
                    found[end[i - from]++] = scores[i][j];
                }
            at += candidates(i);
        }
        const auto known = end;
        for (int64_t l = 0; l + 1 < (int64_t)first.size(); l++)
            for (int64_t v = first[l]; v < first[l + 1]; v += kQueries) score(l, visitors.data() + v, std::min<int64_t>(kQueries, first[l + 1] - v), from, found, end, products);
        std::vector<int32_t> places;
        for (int64_t i = from; i < to; i++) best(i, found.data() + begin[i - from], known[i - from] - begin[i - from], end[i - from] - begin[i - from], places);
    }

    void score(int64_t list, const int32_t* visitors, int64_t count, int64_t from, std::vector<T>& found, std::vector<int64_t>& end, std::vector<T>& products) {
        const Part<T>& part = *parts[list / room].part;
        const int64_t keys = part.size(list % room), step = padded(keys, kColumns);
        for (int64_t n = 0; n < count; n++) pack(n, visitors[n]);
        for (int64_t s = 0; s < keys; s += kKeys) {
            list_kernels<T>().score(packed.data(), count, width, part.keys.data() + part.at[list % room] + s, step, std::min(kKeys, step - s), products.data(), kKeys);
            for (int64_t n = 0; n < count; n++) {
                int64_t& at = end[visitors[n] - from];
                const T* row = products.data() + n * kKeys;
                const int64_t more = std::min(kKeys, keys - s);
                for (int64_t i = 0; i < more; i++) found[at + i] = row[i] * scale;
                at += more;
            }
        }
    }

    // Puts the best of a query where they are wanted, by column; the earlier one among equals.
    void best(int64_t query, T* numbers, int64_t known, int64_t count, std::vector<int32_t>& places) {
        std::vector<Candidate> chosen;
        places.resize(std::max<size_t>(places.size(), count + 1));
        int64_t sure;
        const int64_t found = list_kernels<T>().choose(numbers, count, keep, places.data(), &sure);
        std::vector<int64_t> ends(probed_count[query]);
        for (int64_t j = 0, at = known; j < probed_count[query]; j++) ends[j] = at += size(probed[query * probes + j]);
        for (int64_t n = 0; n < found; n++) {
            const int64_t place = places[n];
            const T score = numbers[n] == numbers[n] ? numbers[n] : std::numeric_limits<T>::infinity();
            if (place < known) {
                chosen.push_back({score, columns[query][place]});
                continue;
            }
            const int64_t j = std::upper_bound(ends.begin(), ends.end(), place) - ends.begin(), list = probed[query * probes + j];
            const auto& [part, column] = parts[list / room];
            chosen.push_back({score, column + part->order[part->first[list % room] + place - (ends[j] - size(list))]});
        }
        auto by_column = [](auto& x, auto& y) { return x.column < y.column; };
        std::sort(chosen.begin() + sure, chosen.end(), by_column);
        if ((int64_t)chosen.size() > keep) chosen.resize(keep);
        std::sort(chosen.begin(), chosen.end(), by_column);
        for (int64_t j = 0; j < keep; j++) {
            const bool some = j < (int64_t)chosen.size();
            scores[query][j] = some ? chosen[j].score : (T)kMasked;
            columns[query][j] = some ? chosen[j].column : 0;
        }
    }
};

}  // namespace unimem
