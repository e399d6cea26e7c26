// libtorch's own fused attention as a form.
#pragma once

#include "attention_forms.h"
#include "operators.h"

#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace unimem {

// The two operators, what they call the mask, where they run and on what, and what the way back wants of the forward's results after the second.
struct LibraryOperators {
    std::string forward, backward, mask;
    at::DeviceType device;
    std::vector<at::ScalarType> types;
    std::vector<std::string> carried;
};

class LibraryAttention : public AttentionForm {
  public:
    explicit LibraryAttention(LibraryOperators names);
    bool takes(const AttentionPart& part) const override;
    AttentionPartResult forward(const AttentionPart& part) const override;
    std::array<at::Tensor, 3> backward(const AttentionPart& part, const at::Tensor& values, const at::Tensor& mass, const at::Tensor& d_values,
                                       const at::Tensor& d_mass, const std::vector<c10::IValue>& rest) const override;

  private:
    using Asked = std::tuple<int, at::ScalarType, int64_t, bool, bool>;  // device, type, width, mask, causal

    bool works(const AttentionPart& part) const;
    Arguments common(const AttentionPart& part, int64_t width) const;
    static int64_t wide(const AttentionPart& part, int64_t more = 0);

    LibraryOperators names_;
    NamedOperator forward_, backward_;
    mutable std::map<Asked, bool> works_;
};

}  // namespace unimem
