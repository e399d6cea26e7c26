using TorchSharp.Interop;

namespace TorchSharp;

// Sums, products, powers and limits, element by element.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Ops.Call("aten::abs", this);
        public Tensor abs_() => Ops.InPlace("aten::abs_", this);
        public Tensor absolute() => Ops.Call("aten::absolute", this);
        public Tensor absolute_() => Ops.InPlace("aten::absolute_", this);
        public Tensor add(Scalar scalar) => Ops.Call("aten::add.Scalar", this, scalar);
        public Tensor add(Scalar scalar, Scalar alpha) => Ops.Call("aten::add.Scalar", this, scalar, alpha);
        public Tensor add(Tensor target) => Ops.Call("aten::add.Tensor", this, target);
        public Tensor add(Tensor target, Scalar alpha) => Ops.Call("aten::add.Tensor", this, target, alpha);
        public Tensor add_(Scalar scalar) => Ops.InPlace("aten::add_.Scalar", this, scalar);
        public Tensor add_(Scalar scalar, Scalar alpha) => Ops.InPlace("aten::add_.Scalar", this, scalar, alpha);
        public Tensor add_(Tensor target) => Ops.InPlace("aten::add_.Tensor", this, target);
        public Tensor add_(Tensor target, Scalar alpha) => Ops.InPlace("aten::add_.Tensor", this, target, alpha);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Ops.Call("aten::addcdiv", this, tensor1, tensor2);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.Call("aten::addcdiv", this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => Ops.InPlace("aten::addcdiv_", this, tensor1, tensor2);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Ops.InPlace("aten::addcdiv_", this, tensor1, tensor2, value);
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.Call("aten::addcmul", this, tensor1, tensor2, value);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Ops.InPlace("aten::addcmul_", this, tensor1, tensor2, value);
        public Tensor arctan2(Tensor other) => Ops.Call("aten::arctan2", this, other);
        public Tensor arctan2_(Tensor other) => Ops.InPlace("aten::arctan2_", this, other);
        public Tensor atan2(Tensor other) => Ops.Call("aten::atan2", this, other);
        public Tensor atan2_(Tensor other) => Ops.InPlace("aten::atan2_", this, other);
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Ops.Call("aten::clamp", this, min, max);
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Ops.Call("aten::clamp.Tensor", this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Ops.InPlace("aten::clamp_", this, min, max);
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => Ops.InPlace("aten::clamp_.Tensor", this, min, max);
        public Tensor clamp_max(Scalar max) => Ops.Call("aten::clamp_max", this, max);
        public Tensor clamp_max_(Scalar max) => Ops.InPlace("aten::clamp_max_", this, max);
        public Tensor clamp_min(Scalar min) => Ops.Call("aten::clamp_min", this, min);
        public Tensor clamp_min_(Scalar min) => Ops.InPlace("aten::clamp_min_", this, min);
        public Tensor clip(Scalar? min = null, Scalar? max = null) => Ops.Call("aten::clip", this, min, max);
        public Tensor copysign(Tensor other) => Ops.Call("aten::copysign.Tensor", this, other);
        public Tensor copysign_(Tensor other) => Ops.InPlace("aten::copysign_.Tensor", this, other);
        public Tensor diff(long n = 1, long dim = -1, Tensor? prepend = null, Tensor? append = null) =>
            Ops.Call("aten::diff", this, n, dim, prepend, append);
        public Tensor dist(Tensor other, float p = 2) => Ops.Call("aten::dist", this, other, p);
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Ops.Call("aten::div.Scalar_mode", this, target, Rounding(rounding_mode));
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Ops.Call("aten::div.Tensor_mode", this, target, Rounding(rounding_mode));
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Ops.InPlace("aten::div_.Scalar_mode", this, target, Rounding(rounding_mode));
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Ops.InPlace("aten::div_.Tensor_mode", this, target, Rounding(rounding_mode));
        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Ops.Call("aten::div.Scalar_mode", this, target, Rounding(rounding_mode));
        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Ops.Call("aten::div.Tensor_mode", this, target, Rounding(rounding_mode));
        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Ops.InPlace("aten::divide_.Scalar_mode", this, target, Rounding(rounding_mode));
        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Ops.InPlace("aten::divide_.Tensor_mode", this, target, Rounding(rounding_mode));
        public Tensor float_power(Tensor target) => Ops.Call("aten::float_power.Tensor_Tensor", this, target);
        public Tensor float_power_(Tensor target) => Ops.InPlace("aten::float_power_.Tensor", this, target);
        public Tensor floor_divide(Scalar other) => Ops.Call("aten::floor_divide.Scalar", this, other);
        public Tensor floor_divide(Tensor other) => Ops.Call("aten::floor_divide", this, other);
        public Tensor floor_divide_(Scalar other) => Ops.InPlace("aten::floor_divide_.Scalar", this, other);
        public Tensor floor_divide_(Tensor other) => Ops.InPlace("aten::floor_divide_.Tensor", this, other);
        public Tensor fmax(Tensor other) => Ops.Call("aten::fmax", this, other);
        public Tensor fmin(Tensor other) => Ops.Call("aten::fmin", this, other);
        public Tensor fmod(Scalar scalar) => Ops.Call("aten::fmod.Scalar", this, scalar);
        public Tensor fmod(Tensor target) => Ops.Call("aten::fmod.Tensor", this, target);
        public Tensor fmod_(Scalar scalar) => Ops.InPlace("aten::fmod_.Scalar", this, scalar);
        public Tensor fmod_(Tensor target) => Ops.InPlace("aten::fmod_.Tensor", this, target);
        public Tensor hypot(Tensor other) => Ops.Call("aten::hypot", this, other);
        public Tensor lerp(Tensor end, Tensor weight) => Ops.Call("aten::lerp.Tensor", this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => Ops.InPlace("aten::lerp_.Tensor", this, end, weight);
        public Tensor logaddexp(Tensor other) => Ops.Call("aten::logaddexp", this, other);
        public Tensor logaddexp2(Tensor other) => Ops.Call("aten::logaddexp2", this, other);
        public Tensor maximum(Tensor other) => Ops.Call("aten::maximum", this, other);
        public Tensor minimum(Tensor other) => Ops.Call("aten::minimum", this, other);
        public Tensor mul(Scalar target) => Ops.Call("aten::mul.Scalar", this, target);
        public Tensor mul(Tensor target) => Ops.Call("aten::mul.Tensor", this, target);
        public Tensor mul_(Scalar target) => Ops.InPlace("aten::mul_.Scalar", this, target);
        public Tensor mul_(Tensor target) => Ops.InPlace("aten::mul_.Tensor", this, target);
        public Tensor multiply(Scalar target) => Ops.Call("aten::mul.Scalar", this, target);
        public Tensor multiply(Tensor target) => Ops.Call("aten::mul.Tensor", this, target);
        public Tensor neg() => Ops.Call("aten::neg", this);
        public Tensor neg_() => Ops.InPlace("aten::neg_", this);
        public Tensor negative() => Ops.Call("aten::negative", this);
        public Tensor pow(Scalar exponent) => Ops.Call("aten::pow.Tensor_Scalar", this, exponent);
        public Tensor pow(Tensor exponent) => Ops.Call("aten::pow.Tensor_Tensor", this, exponent);
        public Tensor pow_(Scalar exponent) => Ops.InPlace("aten::pow_.Scalar", this, exponent);
        public Tensor pow_(Tensor exponent) => Ops.InPlace("aten::pow_.Tensor", this, exponent);
        public Tensor reciprocal() => Ops.Call("aten::reciprocal", this);
        public Tensor reciprocal_() => Ops.InPlace("aten::reciprocal_", this);
        public Tensor remainder(Scalar scalar) => Ops.Call("aten::remainder.Scalar", this, scalar);
        public Tensor remainder(Tensor target) => Ops.Call("aten::remainder.Tensor", this, target);
        public Tensor remainder_(Scalar scalar) => Ops.InPlace("aten::remainder_.Scalar", this, scalar);
        public Tensor remainder_(Tensor target) => Ops.InPlace("aten::remainder_.Tensor", this, target);
        public Tensor rsqrt() => Ops.Call("aten::rsqrt", this);
        public Tensor rsqrt_() => Ops.InPlace("aten::rsqrt_", this);
        public Tensor sgn() => Ops.Call("aten::sgn", this);
        public Tensor sgn_() => Ops.InPlace("aten::sgn_", this);
        public Tensor sign() => Ops.Call("aten::sign", this);
        public Tensor sign_() => Ops.InPlace("aten::sign_", this);
        public Tensor sqrt() => Ops.Call("aten::sqrt", this);
        public Tensor sqrt_() => Ops.InPlace("aten::sqrt_", this);
        public Tensor square() => Ops.Call("aten::square", this);
        public Tensor sub(Scalar target) => Ops.Call("aten::sub.Scalar", this, target);
        public Tensor sub(Tensor target) => Ops.Call("aten::sub.Tensor", this, target);
        public Tensor sub_(Scalar target) => Ops.InPlace("aten::sub_.Scalar", this, target);
        public Tensor sub_(Tensor target) => Ops.InPlace("aten::sub_.Tensor", this, target);
        public Tensor subtract(Scalar target) => Ops.Call("aten::subtract.Scalar", this, target);
        public Tensor subtract(Tensor target) => Ops.Call("aten::subtract.Tensor", this, target);
        public Tensor subtract_(Scalar target) => Ops.InPlace("aten::subtract_.Scalar", this, target);
        public Tensor subtract_(Tensor target) => Ops.InPlace("aten::subtract_.Tensor", this, target);
        public Tensor true_divide(Scalar other) => Ops.Call("aten::true_divide.Scalar", this, other);
        public Tensor true_divide(Tensor other) => Ops.Call("aten::true_divide.Tensor", this, other);
        public Tensor true_divide_(Scalar other) => Ops.InPlace("aten::true_divide_.Scalar", this, other);
        public Tensor true_divide_(Tensor other) => Ops.InPlace("aten::true_divide_.Tensor", this, other);
        public Tensor xlogy(Scalar y) => Ops.Call("aten::xlogy.Scalar_Other", this, y);
        public Tensor xlogy(Tensor y) => Ops.Call("aten::xlogy.Tensor", this, y);
        public Tensor xlogy_(Scalar y) => Ops.InPlace("aten::xlogy_.Scalar_Other", this, y);
        public Tensor xlogy_(Tensor y) => Ops.InPlace("aten::xlogy_.Tensor", this, y);
    }
}
