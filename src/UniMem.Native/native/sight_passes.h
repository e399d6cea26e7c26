// Patterns evaluated for one query and all keys at a time, for the instruction set that the including file is compiled for.
// Everything here is static: no inline function may leave this file compiled for newer hardware.
#pragma once

#include "sight.h"

namespace unimem {
namespace {

inline int64_t remainder_of(int64_t x, int64_t by) {
    const int64_t rest = x % by;
    return rest < 0 ? rest + by : rest;
}

template <class F>
inline void fill(int64_t keys, uint8_t* answers, F&& answer) {
    for (int64_t s = 0; s < keys; s++) answers[s] = answer(s);
}

void see(const Sight& sight, int64_t from, int64_t to, uint8_t* scratch) {
    const int64_t keys = sight.keys;
    const int64_t *key = sight.key, *rank = sight.rank;
    for (int64_t t = from; t < to; t++) {
        const int64_t query = sight.query[t];
        uint8_t* top = scratch - keys;  // the last answer
        for (int64_t at = 0; at < sight.length;) {
            const Question question = (Question)sight.program[at];
            const int64_t* numbers = sight.program + at + 1;
            const uint8_t* last = top;
            at += 1 + numbers_of(question);
            top += (1 - answers_of(question)) * keys;
            switch (question) {
                case Question::Distance: {
                    const int64_t least = numbers[0], end = numbers[1];
                    fill(keys, top, [=](int64_t s) { return query - key[s] >= least && query - key[s] < end; });
                    break;
                }
                case Question::Key: {
                    const int64_t end = numbers[0];
                    fill(keys, top, [=](int64_t s) { return key[s] < end; });
                    break;
                }
                case Question::Rank: {
                    const int64_t end = numbers[0];
                    fill(keys, top, [=](int64_t s) { return rank[s] < end; });
                    break;
                }
                case Question::Multiple: {
                    // Keys that follow each other, as most do, spare a division each.
                    int64_t rest = 0;
                    for (int64_t s = 0; s < keys; s++) {
                        rest = s > 0 && key[s] == key[s - 1] + 1 ? (rest == 0 ? numbers[0] : rest) - 1 : remainder_of(query - key[s], numbers[0]);
                        top[s] = rest == 0;
                    }
                    break;
                }
                case Question::Text: {
                    const uint8_t text = !sight.text || sight.text[t];
                    fill(keys, top, [=](int64_t) { return text; });
                    break;
                }
                case Question::Past: fill(keys, top, [=](int64_t s) { return s <= t; }); break;
                case Question::And: fill(keys, top, [=](int64_t s) { return (uint8_t)(top[s] & last[s]); }); break;
                case Question::Or: fill(keys, top, [=](int64_t s) { return (uint8_t)(top[s] | last[s]); }); break;
                case Question::Not: fill(keys, top, [=](int64_t s) { return (uint8_t)(1 - top[s]); }); break;
            }
        }
        const uint8_t* valid = sight.valid;
        fill(keys, sight.seen + t * keys, [=](int64_t s) { return (uint8_t)(scratch[s] & valid[s]); });
    }
}

}  // namespace

const SightKernel SightSets::UNIMEM_SET = {see};

}  // namespace unimem
