// Operators of libtorch by name, through its dispatcher: what one of its versions lacks is found out when the program runs, and arguments are
// put in their places by their names, which differ less from version to version than their order.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <string>
#include <utility>
#include <vector>

namespace unimem {

using Arguments = std::vector<std::pair<std::string, c10::IValue>>;

class NamedOperator {
  public:
    explicit NamedOperator(const char* name) : handle_(c10::Dispatcher::singleton().findSchema({name, ""})) {}

    bool exists() const { return handle_.has_value(); }

    bool takes(const std::string& argument) const {
        for (const auto& one : handle_->schema().arguments())
            if (plain(one.name()) == argument) return true;
        return false;
    }

    // What is given and not taken is left out, what is taken and not given has its default; an argument with neither is an error.
    std::vector<c10::IValue> operator()(const Arguments& given) const {
        std::vector<c10::IValue> stack;
        for (const auto& argument : handle_->schema().arguments()) stack.push_back(value_of(argument, given));
        handle_->callBoxed(stack);
        return stack;
    }

  private:
    // Some versions write grad_out_ for grad_out.
    static std::string plain(const std::string& name) { return !name.empty() && name.back() == '_' ? name.substr(0, name.size() - 1) : name; }

    c10::IValue value_of(const c10::Argument& argument, const Arguments& given) const {
        for (const auto& one : given) {
            if (one.first != plain(argument.name())) continue;
            const bool missing = one.second.isNone() || (one.second.isTensor() && !one.second.toTensor().defined());
            if (!missing) return one.second;
            return argument.type()->kind() == c10::TypeKind::TensorType ? c10::IValue(at::Tensor()) : c10::IValue();
        }
        TORCH_CHECK(argument.default_value().has_value(), handle_->schema().name(), " of this libtorch wants '", argument.name(), "', which is not known");
        return *argument.default_value();
    }

    c10::optional<c10::OperatorHandle> handle_;
};

}  // namespace unimem
