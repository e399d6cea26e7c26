// Which query sees which key: what is shared between the part that knows libtorch and the parts compiled for one instruction set each.
#pragma once

#include <cstdint>

#include "instruction_sets.h"

namespace unimem {

// Questions about a query and a key, as SightProgram of the C# side numbers them; answers lie on a stack.
enum class Question : int64_t { Distance, Key, Rank, Multiple, Text, Past, And, Or, Not };

// How many numbers follow a question, and how many answers it takes from the stack.
constexpr int64_t numbers_of(Question q) { return q == Question::Distance ? 2 : q == Question::Key || q == Question::Rank || q == Question::Multiple ? 1 : 0; }
constexpr int64_t answers_of(Question q) { return q == Question::And || q == Question::Or ? 2 : q == Question::Not ? 1 : 0; }

// One row of a batch: positions of queries and keys, keys' ranks, whether queries are text (null: all are) and whether keys are there.
struct Sight {
    const int64_t* program;
    int64_t length, depth;  // numbers of the program; the most answers that lie on the stack
    int64_t queries, keys;
    const int64_t *query, *key, *rank;
    const uint8_t *text, *valid;
    uint8_t* seen;  // (queries, keys)
};

// One instruction set's form of the work; each call may run on a thread of its own.
struct SightKernel {
    // Queries from `from` to less than `to`; scratch has room for depth times keys bytes.
    void (*see)(const Sight& sight, int64_t from, int64_t to, uint8_t* scratch);
};

struct SightSets {
    static const SightKernel avx512, avx2, plain;
};

}  // namespace unimem
