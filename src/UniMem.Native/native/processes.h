// The processes of one training run: who they are, and how tensors go between them.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/util/intrusive_ptr.h>
#include <torch/version.h>

#include <torch/csrc/distributed/c10d/Store.hpp>
#include <torch/csrc/distributed/c10d/Work.hpp>
#if TORCH_VERSION_MAJOR >= 2
#include <torch/csrc/distributed/c10d/Backend.hpp>
#else
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#endif

namespace unimem {

#if TORCH_VERSION_MAJOR >= 2
using Backend = c10d::Backend;
#else
using Backend = c10d::ProcessGroup;
#endif
using Work = c10::intrusive_ptr<c10d::Work>;

// Tensors of the GPU go by NCCL where that is built in; all else goes by Gloo, or, where there is no Gloo, by way of the GPU.
struct Processes {
    c10::intrusive_ptr<c10d::Store> store;
    c10::intrusive_ptr<Backend> host, device;
    at::Device place = at::kCPU;

    Backend& of(const at::Tensor& tensor) const { return tensor.is_cuda() && device ? *device : host ? *host : *device; }

    // The tensor itself, or a copy where it can be sent.
    at::Tensor sendable(const at::Tensor& tensor) const;

    // Begins to add up a dense tensor over all processes, in place.
    Work begin_sum(at::Tensor tensor) const;
};

}  // namespace unimem
