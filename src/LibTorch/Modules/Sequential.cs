using System.Runtime.CompilerServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Modules applied one after the other. What passes between two of them is disposed.</summary>
        public class Sequential : nn.Module<Tensor, Tensor>
        {
            private readonly List<(string Name, nn.IModule<Tensor, Tensor> Module)> _steps = [];

            /// <param name="modules">The modules, named by their positions.</param>
            protected internal Sequential(params nn.Module<Tensor, Tensor>[] modules) : base(nameof(Sequential))
            {
                foreach (var module in modules)
                {
                    append(module);
                }
            }

            /// <param name="modules">The modules with their names.</param>
            protected internal Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules) : base(nameof(Sequential))
            {
                foreach (var (name, module) in modules)
                {
                    append(name, module);
                }
            }

            /// <summary>The number of modules.</summary>
            public int Count => _steps.Count;

            /// <summary>The module at a position.</summary>
            [IndexerName("SequentialItems")]
            public nn.IModule<Tensor, Tensor> this[int index] => _steps[index].Module;

            /// <summary>The modules from a position (or the first) up to another (or the last), the end not included.</summary>
            [IndexerName("SequentialItems")]
            public Sequential this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

            /// <summary>The modules of a range.</summary>
            [IndexerName("SequentialItems")]
            public Sequential this[Range index] => Slice(index.Start.GetOffset(Count), index.End.GetOffset(Count));

            /// <summary>Adds a module under its position.</summary>
            public Sequential append(nn.IModule<Tensor, Tensor> module) => append($"{Count}", module);

            /// <summary>Adds a module under a name.</summary>
            public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
            {
                register_module(name, (nn.Module)module);
                _steps.Add((name, module));
                return this;
            }

            /// <inheritdoc/>
            public override Tensor forward(Tensor tensor)
            {
                var current = tensor;
                foreach (var (_, module) in _steps)
                {
                    var next = module.call(current);
                    if (!ReferenceEquals(current, tensor) && !ReferenceEquals(current, next))
                    {
                        current.Dispose();
                    }

                    current = next;
                }

                return ReferenceEquals(current, tensor) ? tensor.alias() : current;
            }

            private Sequential Slice(int start, int end)
            {
                if (start < 0 || start > Count || end < 0 || end > Count)
                {
                    throw new IndexOutOfRangeException($"{start}..{end} is not within 0..{Count}.");
                }

                var result = new Sequential(Array.Empty<nn.Module<Tensor, Tensor>>());
                foreach (var (name, module) in _steps[start..Math.Max(start, end)])
                {
                    result.append(name, module);
                }

                return result;
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Modules applied one after the other; none yet.</summary>
            public static Sequential Sequential() => new(Array.Empty<Module<Tensor, Tensor>>());

            /// <summary>Modules applied one after the other, named by their positions.</summary>
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);

            /// <summary>Modules applied one after the other, named by their positions.</summary>
            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new(modules.ToArray());

            /// <summary>Modules with names, applied one after the other.</summary>
            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

            /// <summary>Modules with names, applied one after the other.</summary>
            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) =>
                new(modules.ToArray());

            /// <summary>Modules with names, applied one after the other.</summary>
            public static Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) =>
                new(modules.Select(item => (item.Item1, item.Item2)).ToArray());

            /// <summary>Modules with names, applied one after the other.</summary>
            public static Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules) =>
                Sequential(modules.ToArray());
        }
    }
}
