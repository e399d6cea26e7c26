using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace LibTorch.Tests.Modules;

/// <content>The modules that the tests build.</content>
public sealed partial class ModuleTests
{
    private class Base : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _base = nn.Linear(4, 4, hasBias: false);

        protected Base(string name) : base(name)
        {
        }

        public override Tensor forward(Tensor input) => _base.call(input);
    }

    private sealed class Derived : Base
    {
        private readonly Parameter _scale = nn.Parameter(ones(4));
        private readonly Linear _inner = nn.Linear(3, 4);
        private readonly ModuleList<Linear> _list = nn.ModuleList(nn.Linear(4, 4, false), nn.Linear(4, 5, false));
        private readonly ModuleDict<Linear> _byName = nn.ModuleDict(("b", nn.Linear(1, 1, false)), ("a", nn.Linear(1, 1, false)));
        private readonly Tensor _table = tensor(new long[] { 1, 2 });
        private readonly Linear? _absent = null;

        [ComponentName(Name = "shift")]
        private readonly Parameter _named = nn.Parameter(zeros(4));

        public Derived() : base(nameof(Derived)) => RegisterComponents();

        internal Parameter Scale => _scale;

        internal nn.Module get_module(string name) => named_modules().Single(item => item.name == name).module;

        public override Tensor forward(Tensor input) => base.forward((_inner.call(input) * _scale) + _named) + (_absent is null ? 0 : 1);
    }

    private sealed class Late : nn.Module<Tensor, Tensor>
    {
        private Parameter? _late;

        public Late() : base(nameof(Late)) => RegisterComponents();

        internal void Fill()
        {
            _late = nn.Parameter(zeros(1));
            RegisterComponents();
        }

        internal void DisposeLate() => _late!.Dispose();

        public override Tensor forward(Tensor input) => input * _late!;
    }

    private sealed class Tied : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _first = nn.Linear(2, 2, hasBias: false);
        private readonly Linear _second;

        public Tied() : base(nameof(Tied))
        {
            _second = nn.Linear(_first.weight);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _second.call(_first.call(input));
    }

    private sealed class Weighted() : nn.Module<Tensor, int, Tensor>(nameof(Weighted))
    {
        public override Tensor forward(Tensor input1, int input2) => input1 * input2;
    }
}
