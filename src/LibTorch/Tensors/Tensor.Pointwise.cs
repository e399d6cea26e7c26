using TorchSharp.Interop;

namespace TorchSharp;

// Functions of one number, element by element.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor acos() => Ops.Call("aten::acos", this);
        public Tensor acos_() => Ops.InPlace("aten::acos_", this);
        public Tensor acosh() => Ops.Call("aten::acosh", this);
        public Tensor acosh_() => Ops.InPlace("aten::acosh_", this);
        public Tensor angle() => Ops.Call("aten::angle", this);
        public Tensor arccos() => Ops.Call("aten::arccos", this);
        public Tensor arccos_() => Ops.InPlace("aten::arccos_", this);
        public Tensor arccosh() => Ops.Call("aten::arccosh", this);
        public Tensor arccosh_() => Ops.InPlace("aten::arccosh_", this);
        public Tensor arcsin() => Ops.Call("aten::arcsin", this);
        public Tensor arcsin_() => Ops.InPlace("aten::arcsin_", this);
        public Tensor arcsinh() => Ops.Call("aten::arcsinh", this);
        public Tensor arcsinh_() => Ops.InPlace("aten::arcsinh_", this);
        public Tensor arctan() => Ops.Call("aten::arctan", this);
        public Tensor arctan(Tensor other) => Ops.Call("aten::atan2", this, other);
        public Tensor arctan_() => Ops.InPlace("aten::arctan_", this);
        public Tensor arctan_(Tensor other) => Ops.InPlace("aten::atan2_", this, other);
        public Tensor arctanh() => Ops.Call("aten::arctanh", this);
        public Tensor arctanh_() => Ops.InPlace("aten::arctanh_", this);
        public Tensor asin() => Ops.Call("aten::asin", this);
        public Tensor asin_() => Ops.InPlace("aten::asin_", this);
        public Tensor asinh() => Ops.Call("aten::asinh", this);
        public Tensor asinh_() => Ops.InPlace("aten::asinh_", this);
        public Tensor atan() => Ops.Call("aten::atan", this);
        public Tensor atan_() => Ops.InPlace("aten::atan_", this);
        public Tensor atanh() => Ops.Call("aten::atanh", this);
        public Tensor atanh_() => Ops.InPlace("aten::atanh_", this);
        public Tensor ceil() => Ops.Call("aten::ceil", this);
        public Tensor ceil_() => Ops.InPlace("aten::ceil_", this);
        public Tensor conj() => Ops.Call("aten::conj", this);
        public Tensor cos() => Ops.Call("aten::cos", this);
        public Tensor cos_() => Ops.InPlace("aten::cos_", this);
        public Tensor cosh() => Ops.Call("aten::cosh", this);
        public Tensor cosh_() => Ops.InPlace("aten::cosh_", this);
        public Tensor deg2rad() => Ops.Call("aten::deg2rad", this);
        public Tensor deg2rad_() => Ops.InPlace("aten::deg2rad_", this);
        public Tensor digamma() => Ops.Call("aten::digamma", this);
        public Tensor digamma_() => Ops.InPlace("aten::digamma_", this);
        public Tensor erf() => Ops.Call("aten::erf", this);
        public Tensor erf_() => Ops.InPlace("aten::erf_", this);
        public Tensor erfc() => Ops.Call("aten::erfc", this);
        public Tensor erfc_() => Ops.InPlace("aten::erfc_", this);
        public Tensor erfinv() => Ops.Call("aten::erfinv", this);
        public Tensor erfinv_() => Ops.InPlace("aten::erfinv_", this);
        public Tensor exp() => Ops.Call("aten::exp", this);
        public Tensor exp2() => Ops.Call("aten::exp2", this);
        public Tensor exp2_() => Ops.InPlace("aten::exp2_", this);
        public Tensor exp_() => Ops.InPlace("aten::exp_", this);
        public Tensor expm1() => Ops.Call("aten::expm1", this);
        public Tensor expm1_() => Ops.InPlace("aten::expm1_", this);
        public Tensor fix() => Ops.Call("aten::fix", this);
        public Tensor fix_() => Ops.InPlace("aten::fix_", this);
        public Tensor floor() => Ops.Call("aten::floor", this);
        public Tensor floor_() => Ops.InPlace("aten::floor_", this);
        public Tensor frac() => Ops.Call("aten::frac", this);
        public Tensor frac_() => Ops.InPlace("aten::frac_", this);
        public (Tensor, Tensor) frexp() => Ops.Call2("aten::frexp.Tensor", this);
        public Tensor i0() => Ops.Call("aten::i0", this);
        public Tensor i0_() => Ops.InPlace("aten::i0_", this);
        public Tensor lgamma() => Ops.Call("aten::lgamma", this);
        public Tensor lgamma_() => Ops.InPlace("aten::lgamma_", this);
        public Tensor log() => Ops.Call("aten::log", this);
        public Tensor log10() => Ops.Call("aten::log10", this);
        public Tensor log10_() => Ops.InPlace("aten::log10_", this);
        public Tensor log1p() => Ops.Call("aten::log1p", this);
        public Tensor log1p_() => Ops.InPlace("aten::log1p_", this);
        public Tensor log2() => Ops.Call("aten::log2", this);
        public Tensor log2_() => Ops.InPlace("aten::log2_", this);
        public Tensor log_() => Ops.InPlace("aten::log_", this);
        public Tensor logit(double? eps = null) => Ops.Call("aten::logit", this, eps);
        public Tensor logit_(double? eps = null) => Ops.InPlace("aten::logit_", this, eps);
        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null) =>
            Ops.Call("aten::nan_to_num", this, nan, posinf, neginf);
        public Tensor nan_to_num_(double nan = 0, double? posinf = null, double? neginf = null) =>
            Ops.InPlace("aten::nan_to_num_", this, nan, posinf, neginf);
        public Tensor rad2deg() => Ops.Call("aten::rad2deg", this);
        public Tensor rad2deg_() => Ops.InPlace("aten::rad2deg_", this);
        public Tensor round(long decimals = 0) => Ops.Call("aten::round.decimals", this, decimals);
        public Tensor round_(long decimals = 0) => Ops.InPlace("aten::round_.decimals", this, decimals);
        public Tensor sin() => Ops.Call("aten::sin", this);
        public Tensor sin_() => Ops.InPlace("aten::sin_", this);
        public Tensor sinc() => Ops.Call("aten::sinc", this);
        public Tensor sinc_() => Ops.InPlace("aten::sinc_", this);
        public Tensor sinh() => Ops.Call("aten::sinh", this);
        public Tensor sinh_() => Ops.InPlace("aten::sinh_", this);
        public Tensor tan() => Ops.Call("aten::tan", this);
        public Tensor tan_() => Ops.InPlace("aten::tan_", this);
        public Tensor tanh() => Ops.Call("aten::tanh", this);
        public Tensor tanh_() => Ops.InPlace("aten::tanh_", this);
        public Tensor trunc() => Ops.Call("aten::trunc", this);
        public Tensor trunc_() => Ops.InPlace("aten::trunc_", this);
    }
}
