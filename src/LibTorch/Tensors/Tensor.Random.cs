using TorchSharp.Interop;

namespace TorchSharp;

// Random values.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor bernoulli(Generator? generator = null) => Ops.Call("aten::bernoulli", this, generator);
        public Tensor bernoulli_(Tensor p, Generator? generator = null) => Ops.InPlace("aten::bernoulli_.Tensor", this, p, generator);
        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => Ops.InPlace("aten::bernoulli_.float", this, p, generator);
        public Tensor binomial(Tensor prob, Generator? generator = null) => Ops.Call("aten::binomial", this, prob, generator);
        public Tensor exponential_(double lambda = 1, Generator? generator = null) =>
            Ops.InPlace("aten::exponential_", this, lambda, generator);
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            Ops.Call("aten::multinomial", this, num_samples, replacement, generator);
        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) =>
            Ops.InPlace("aten::normal_", this, mean, std, generator);
        public Tensor poisson(Generator? generator = null) => Ops.Call("aten::poisson", this, generator);
        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Ops.Call("aten::rand_like", this, dtype, Argument.None, device).with_requires_grad(requires_grad);
        public Tensor randint_like(long low, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Ops.Call("aten::randint_like.low_dtype", this, low, high, dtype, Argument.None, device).with_requires_grad(requires_grad);
        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Ops.Call("aten::randn_like", this, dtype, Argument.None, device).with_requires_grad(requires_grad);
        public Tensor random_(double from, double to, Generator? generator = null) =>
            Ops.InPlace("aten::random_.from", this, (long)from, (long)to, generator);
        public Tensor uniform_(double from, double to, Generator? generator = null) =>
            Ops.InPlace("aten::uniform_", this, from, to, generator);
    }
}
