#include "processes.h"

#include "abi.h"

#include <ATen/ATen.h>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#ifdef USE_C10D_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif
#ifdef USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

#include <chrono>

namespace unimem {

at::Tensor Processes::sendable(const at::Tensor& tensor) const {
    return (host || tensor.is_cuda() ? tensor : tensor.to(place)).contiguous();
}

Work Processes::begin_sum(at::Tensor tensor) const {
    std::vector<at::Tensor> list{std::move(tensor)};
    return of(list[0]).allreduce(list);
}

static c10::intrusive_ptr<c10d::Store> open_store(const char* host, int32_t port, bool serve, std::chrono::milliseconds patience) {
    c10d::TCPStoreOptions options;
    options.port = static_cast<uint16_t>(port);
    options.isServer = serve;
    options.waitWorkers = false;
    options.timeout = patience;
    return c10::make_intrusive<c10d::TCPStore>(host, options);
}

// Does what is asked with a copy that can be sent, and writes back what came of it.
template <class F>
static void exchange(const Processes& all, at::Tensor& tensor, F&& work) {
    at::NoGradGuard no_grad;
    std::vector<at::Tensor> list{all.sendable(tensor)};
    work(all.of(list[0]), list)->wait();
    if (!list[0].is_same(tensor)) tensor.copy_(list[0]);
}

}  // namespace unimem

using unimem::guarded;
using unimem::Processes;

// 1 where processes can talk: Gloo for tensors of the CPU (bit 0), NCCL for those of GPUs (bit 1).
UNIMEM_API int32_t unimem_processes_backends() {
    int32_t backends = 0;
#ifdef USE_C10D_GLOO
    backends |= 1;
#endif
#ifdef USE_C10D_NCCL
    backends |= 2;
#endif
    return backends;
}

// Opens the place where processes find each other and keeps it open until it is freed; port 0 takes a free one.
UNIMEM_API int unimem_meeting_open(const char* host, int32_t port, int32_t* taken, c10::intrusive_ptr<c10d::Store>** result) {
    return guarded([&] {
        auto store = unimem::open_store(host, port, true, std::chrono::seconds(60));
        *taken = static_cast<c10d::TCPStore&>(*store).getPort();
        *result = new c10::intrusive_ptr<c10d::Store>(std::move(store));
    });
}

UNIMEM_API void unimem_meeting_close(c10::intrusive_ptr<c10d::Store>* store) { delete store; }

// Joins the processes that meet at host:port. address: the one this process is reached at, "" for that of its host name. gpu: its GPU, -1 for none.
// meet_seconds: how long the others are waited for at the beginning; wait_seconds: how long, later, for any one exchange.
UNIMEM_API int unimem_processes_join(const char* host, int32_t port, int32_t serve, const char* address, int32_t rank, int32_t size, int32_t gpu,
                                     double meet_seconds, double wait_seconds, Processes** result) {
    return guarded([&] {
        const auto meet = std::chrono::milliseconds(static_cast<int64_t>(1000 * meet_seconds));
        [[maybe_unused]] const auto wait = std::chrono::milliseconds(static_cast<int64_t>(1000 * wait_seconds));
        auto all = std::make_unique<Processes>();
        all->store = unimem::open_store(host, port, serve != 0, meet);
#ifdef USE_C10D_GLOO
        auto options = c10d::ProcessGroupGloo::Options::create(wait);
        options->threads = 2;
        options->devices.push_back(*address ? c10d::ProcessGroupGloo::createDeviceForHostname(address)
                                            : c10d::ProcessGroupGloo::createDefaultDevice());
        auto prefixed = c10::make_intrusive<c10d::PrefixStore>("gloo", all->store);
        all->host = c10::make_intrusive<c10d::ProcessGroupGloo>(prefixed, rank, size, options);
#endif
        if (gpu >= 0) all->place = at::Device(at::kCUDA, static_cast<at::DeviceIndex>(gpu));
#ifdef USE_C10D_NCCL
        if (gpu >= 0) {
            auto apart = c10::make_intrusive<c10d::PrefixStore>("nccl", all->store);
            auto choice = c10d::ProcessGroupNCCL::Options::create();
            choice->timeout = wait;
            all->device = c10::make_intrusive<c10d::ProcessGroupNCCL>(apart, rank, size, choice);
        }
#endif
        TORCH_CHECK(all->host || all->device, "this libtorch has neither Gloo nor, for GPUs, NCCL");
        static_cast<void>(address);
        *result = all.release();
    });
}

UNIMEM_API void unimem_processes_leave(Processes* all) { delete all; }

UNIMEM_API int unimem_processes_sum(const Processes* all, at::Tensor* tensor) {
    return guarded([&] {
        unimem::exchange(*all, *tensor, [](unimem::Backend& backend, std::vector<at::Tensor>& list) { return backend.allreduce(list); });
    });
}

UNIMEM_API int unimem_processes_broadcast(const Processes* all, at::Tensor* tensor) {
    return guarded([&] {
        unimem::exchange(*all, *tensor, [](unimem::Backend& backend, std::vector<at::Tensor>& list) { return backend.broadcast(list); });
    });
}

UNIMEM_API int unimem_processes_send(const Processes* all, at::Tensor* tensor, int32_t to) {
    return guarded([&] {
        std::vector<at::Tensor> list{all->sendable(*tensor)};
        all->of(list[0]).send(list, to, 0)->wait();
    });
}

UNIMEM_API int unimem_processes_receive(const Processes* all, at::Tensor* tensor, int32_t from) {
    return guarded([&] {
        unimem::exchange(*all, *tensor, [&](unimem::Backend& backend, std::vector<at::Tensor>& list) { return backend.recv(list, from, 0); });
    });
}
