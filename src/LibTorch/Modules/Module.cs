using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Base class of everything that holds parameters: it names them, moves them, and switches training on and off.</summary>
        public partial class Module : IDisposable
        {
            private readonly OrderedDictionary<string, Module> _submodules = [];
            private readonly OrderedDictionary<string, (Tensor Value, bool Persistent)> _buffers = [];
            private readonly OrderedDictionary<string, Parameter> _parametersByName = [];
            private bool _registered;
            private bool _disposed;
            private bool _training = true;

            /// <summary>The name given by the constructor, usually that of the class.</summary>
            protected string? name;

            /// <param name="name">What <see cref="GetName"/> answers.</param>
            protected Module(string name) => this.name = name;

            /// <summary>Whether the module behaves as in training. True at first; see <see cref="train"/>.</summary>
            public virtual bool training => _training;

            /// <summary>Switches this module and all below it to training, or back.</summary>
            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var (_, child) in named_children())
                {
                    child.train(train);
                }
            }

            /// <summary>Switches this module and all below it to evaluation.</summary>
            public virtual void eval() => train(false);

            /// <summary>Calls a function with every module below this one, children before parents, and then with this one.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in _submodules.Values)
                {
                    child.apply(fn);
                }

                fn(this);
                return this;
            }

            /// <summary>Drops the gradients of all parameters, or fills them with zeros.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var (_, parameter) in named_parameters())
                {
                    if (set_to_none)
                    {
                        parameter.grad = null;
                    }
                    else
                    {
                        using var grad = parameter.grad;
                        grad?.zero_();
                    }
                }
            }

            /// <summary>The name given to the constructor.</summary>
            public virtual string GetName() => string.IsNullOrEmpty(name) ? GetType().Name : name;

            /// <summary>Adds a tensor that is state but not learned.</summary>
            /// <param name="name">Its key; unique within the module.</param>
            /// <param name="tensor">The tensor, which the module owns from now on.</param>
            /// <param name="persistent">Whether it belongs into the state dictionary. As in TorchSharp, others are not listed and do not
            /// move.</param>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                {
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                }

                if (!_buffers.TryAdd(name, (tensor, persistent)))
                {
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
                }
            }

            /// <summary>Adds a parameter.</summary>
            /// <param name="name">Its key; unique within the module.</param>
            /// <param name="param">The parameter, which the module owns from now on.</param>
            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                {
                    throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                }

                if (!_parametersByName.TryAdd(name, param))
                {
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
                }
            }

            /// <summary>Adds a submodule; the same as <see cref="register_module"/>.</summary>
            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Adds a submodule and has it register its own fields. Null, or a disposed module, removes the name.</summary>
            /// <param name="name">Its key: not empty, without dots, unique within the module.</param>
            /// <param name="submodule">The module, which this one owns from now on.</param>
            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null || submodule._disposed)
                {
                    _submodules.Remove(name);
                    return;
                }

                if (string.IsNullOrEmpty(name) || name.Contains('.'))
                {
                    throw new ArgumentException($"A module's name is not empty and holds no \".\"; got \"{name}\".", nameof(name));
                }

                if (_submodules.ContainsKey(name))
                {
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                }

                submodule.RegisterComponents();
                _submodules.Add(name, submodule);
            }

            /// <summary>
            /// Registers every field that holds a module, a parameter or (as a buffer) another tensor, under the field's name.
            /// Call it last in the constructor: it works once, and fields filled later stay unknown.
            /// </summary>
            protected virtual void RegisterComponents()
            {
                if (_registered)
                {
                    return;
                }

                foreach (var field in Fields())
                {
                    var key = field.ComponentName();
                    if (_submodules.ContainsKey(key) || _parametersByName.ContainsKey(key) || _buffers.ContainsKey(key))
                    {
                        continue;
                    }

                    switch (field.GetValue(this))
                    {
                        case Module module: register_module(key, module); break;
                        case Parameter parameter: register_parameter(key, parameter); break;
                        case Tensor tensor: register_buffer(key, tensor); break;
                    }
                }

                _registered = true;
            }

            /// <summary>Sets, replaces or (null) removes a parameter.</summary>
            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is null)
                {
                    _parametersByName.Remove(name);
                }
                else
                {
                    _parametersByName[name] = value;
                }
            }

            /// <summary>Sets or replaces a parameter; a tensor that is none removes the name.</summary>
            protected void ConditionallyRegisterParameter(string name, Tensor value) =>
                ConditionallyRegisterParameter(name, value as Parameter);

            /// <summary>Sets, replaces or (null) removes a buffer.</summary>
            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null)
                {
                    _buffers.Remove(name);
                }
                else
                {
                    _buffers[name] = (value, persistent);
                }
            }

            /// <summary>Forgets all submodules.</summary>
            protected void ClearModules() => _submodules.Clear();

            /// <summary>Disposes parameters, buffers and submodules.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <param name="disposing">False from a finalizer, where nothing is to be done: tensors have their own.</param>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || _disposed)
                {
                    return;
                }

                _disposed = true;
                foreach (var tensor in _buffers.Values.Select(buffer => buffer.Value).Concat(_parametersByName.Values))
                {
                    if (!tensor.IsInvalid)
                    {
                        tensor.DetachFromDisposeScope().Dispose();
                    }
                }

                foreach (var child in _submodules.Values)
                {
                    child.Dispose();
                }
            }

            /// <summary>
            /// Instance fields, those of the most derived class first; a name that a derived class repeats is taken from there.
            /// </summary>
            private IEnumerable<FieldInfo> Fields()
            {
                const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
                var seen = new HashSet<string>();
                for (var type = GetType(); type is not null && type != typeof(object); type = type.BaseType)
                {
                    foreach (var field in type.GetFields(Own))
                    {
                        if (seen.Add(field.Name))
                        {
                            yield return field;
                        }
                    }
                }
            }
        }
    }
}
