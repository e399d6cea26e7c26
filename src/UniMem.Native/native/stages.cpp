// Where the time of a training step goes, by stages that the caller names: what runs forward by the clock, what runs backward by the stage in
// which its node was made. One profile at a time, for a backward pass on the thread that calls it.
#include "abi.h"

#include <ATen/SequenceNumber.h>
#include <ATen/record_function.h>

#include <time.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

namespace unimem {

struct Stages {
    clockid_t clock;
    std::vector<double> forward, backward;
    std::vector<std::pair<int64_t, int>> begun;  // the next node's number when a stage began, ascending
    int stage = 0, rest;
    double apart = 0;  // seconds since the stage began that nodes have taken
    double since, node_ended = 0;
    bool in_backward = false;
    at::CallbackHandle handle{};

    Stages(int count, int rest, clockid_t clock) : clock(clock), forward(count), backward(count), rest(rest), since(now()) {}

    double now() const {
        timespec time;
        clock_gettime(clock, &time);
        return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
    }

    void enter(int next) {
        const double now = this->now();
        forward[stage] += now - since - apart;
        apart = 0, since = now, stage = next, in_backward = false;
        begun.emplace_back(static_cast<int64_t>(at::sequence_number::peek()), next);
    }

    // Nodes that only sum gradients have no number of their own.
    int stage_of(int64_t node) const {
        if (node < 0) return rest;
        auto after = std::upper_bound(begun.begin(), begun.end(), node, [](int64_t value, const auto& entry) { return value < entry.first; });
        return after == begun.begin() ? rest : std::prev(after)->second;
    }

    void add(int to, double time) {
        backward[to] += time;
        apart += time;
    }
};

static std::unique_ptr<Stages> profile;

struct NodeStart : at::ObserverContext {
    double at = profile->now();
};

static std::unique_ptr<at::ObserverContext> node_begins(const at::RecordFunction&) {
    auto start = std::make_unique<NodeStart>();
    if (profile->in_backward) profile->add(profile->rest, start->at - profile->node_ended);
    return start;
}

static void node_ends(const at::RecordFunction& function, at::ObserverContext* context) {
    const double now = profile->now();
    profile->add(profile->stage_of(function.seqNr()), now - static_cast<NodeStart*>(context)->at);
    profile->node_ended = now, profile->in_backward = true;
}

}  // namespace unimem

// Begins a profile of so many stages in stage 0; what belongs to none of them backward goes to stage rest. It goes by the clock on the wall, or
// by the time that the threads of the process are at work.
UNIMEM_API int unimem_stages_begin(int count, int rest, int processor) {
    return unimem::guarded([&] {
        if (unimem::profile) throw std::runtime_error("a profile of stages is at work already");
        unimem::profile = std::make_unique<unimem::Stages>(count, rest, processor ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC);
        unimem::profile->handle = at::addGlobalCallback(
            at::RecordFunctionCallback(unimem::node_begins, unimem::node_ends).scopes({at::RecordScope::BACKWARD_FUNCTION}));
        unimem::profile->enter(0);
    });
}

// From here on the caller is in another stage.
UNIMEM_API void unimem_stages_enter(int stage) { unimem::profile->enter(stage); }

// Ends the profile: seconds of each stage forward and backward.
UNIMEM_API int unimem_stages_end(double* forward, double* backward) {
    return unimem::guarded([&] {
        if (!unimem::profile) throw std::runtime_error("no profile of stages was begun");
        unimem::profile->enter(unimem::profile->rest);
        at::removeCallback(unimem::profile->handle);
        std::copy(unimem::profile->forward.begin(), unimem::profile->forward.end(), forward);
        std::copy(unimem::profile->backward.begin(), unimem::profile->backward.end(), backward);
        unimem::profile.reset();
    });
}
