using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;
using Module = TorchSharp.torch.nn.Module;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Modules by name, in order, registered when the module that holds the dictionary registers its fields.</summary>
        /// <remarks>As in TorchSharp, what is added later is in the dictionary but not registered.</remarks>
        public class ModuleDict<T> : Module, IDictionary<string, T>, IList<(string, T)> where T : Module
        {
            private readonly OrderedDictionary<string, T> _modules = [];
            private bool _registered;

            /// <summary>An empty dictionary.</summary>
            public ModuleDict() : base(nameof(ModuleDict<T>))
            {
            }

            /// <summary>The number of modules.</summary>
            public int Count => _modules.Count;

            /// <summary>False.</summary>
            public bool IsReadOnly => false;

            /// <summary>The names in order.</summary>
            public ICollection<string> Keys => _modules.Keys;

            /// <summary>The modules in order.</summary>
            public ICollection<T> Values => _modules.Values;

            /// <summary>The module of a name; setting a new name adds it at the end.</summary>
            public T this[string key]
            {
                get => _modules[key];
                set => _modules[key] = value;
            }

            /// <summary>Name and module at a position.</summary>
            public (string, T) this[int index]
            {
                get => _modules.GetAt(index) is var item ? (item.Key, item.Value) : default;
                set => _modules.SetAt(index, value.Item1, value.Item2);
            }

            /// <summary>Empties the dictionary.</summary>
            public void clear() => _modules.Clear();

            /// <summary>Names with their modules.</summary>
            public IEnumerator<(string, T)> items() => GetEnumerator();

            /// <summary>The names in order.</summary>
            public IEnumerable<string> keys() => _modules.Keys;

            /// <summary>The modules in order.</summary>
            public IEnumerable<T> values() => _modules.Values;

            /// <summary>Adds a module under a new name.</summary>
            public void Add(string key, T value) => _modules.Add(key, value);

            /// <summary>Adds a module under a new name.</summary>
            public void Add((string, T) item) => _modules.Add(item.Item1, item.Item2);

            /// <summary>Adds a module under a new name.</summary>
            public void Add(KeyValuePair<string, T> item) => _modules.Add(item.Key, item.Value);

            /// <summary>Empties the dictionary.</summary>
            public void Clear() => _modules.Clear();

            /// <summary>Whether the name has that module.</summary>
            public bool Contains((string, T) item) =>
                _modules.TryGetValue(item.Item1, out var module) && ReferenceEquals(module, item.Item2);

            /// <summary>Whether the name is there.</summary>
            public bool Contains(KeyValuePair<string, T> item) => _modules.ContainsKey(item.Key);

            /// <summary>Whether the name is there.</summary>
            public bool ContainsKey(string key) => _modules.ContainsKey(key);

            /// <summary>Copies names and modules into an array.</summary>
            public void CopyTo((string, T)[] array, int arrayIndex)
            {
                foreach (var (key, module) in _modules)
                {
                    array[arrayIndex++] = (key, module);
                }
            }

            /// <summary>Copies names and modules into an array.</summary>
            public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex) =>
                ((ICollection<KeyValuePair<string, T>>)_modules).CopyTo(array, arrayIndex);

            /// <summary>The position of a name with its module, or -1.</summary>
            public int IndexOf((string, T) item) => Contains(item) ? _modules.IndexOf(item.Item1) : -1;

            /// <summary>Puts a module under a new name at a position.</summary>
            public void Insert(int index, (string, T) item) => _modules.Insert(index, item.Item1, item.Item2);

            /// <summary>Takes a name out.</summary>
            public bool Remove(string key) => _modules.Remove(key);

            /// <summary>Takes a name out.</summary>
            public bool Remove((string, T) item) => _modules.Remove(item.Item1);

            /// <summary>Takes a name out.</summary>
            public bool Remove(KeyValuePair<string, T> item) => _modules.Remove(item.Key);

            /// <summary>Takes the module at a position out.</summary>
            public void RemoveAt(int index) => _modules.RemoveAt(index);

            /// <summary>Looks a name up.</summary>
            public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _modules.TryGetValue(key, out value);

            /// <summary>Names with their modules, in order.</summary>
            public IEnumerator<(string, T)> GetEnumerator() => _modules.Select(item => (item.Key, item.Value)).GetEnumerator();

            IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator() => _modules.GetEnumerator();

            IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

            /// <summary>Registers the modules under their names; once.</summary>
            protected override void RegisterComponents()
            {
                if (_registered)
                {
                    return;
                }

                foreach (var (key, module) in _modules)
                {
                    register_module(key, module);
                }

                _registered = true;
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Modules by name, registered with the module that holds them.</summary>
            public static ModuleDict<Module> ModuleDict(params (string, Module)[] modules) => ModuleDict<Module>(modules);

            /// <summary>Modules by name, registered with the module that holds them.</summary>
            public static ModuleDict<T> ModuleDict<T>(params (string, T)[] modules) where T : Module
            {
                var result = new ModuleDict<T>();
                foreach (var module in modules)
                {
                    result.Add(module);
                }

                return result;
            }
        }
    }
}
