using System.Collections;
using TorchSharp.Modules;
using Module = TorchSharp.torch.nn.Module;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>A list of modules, registered under their positions when the module that holds the list registers its fields.</summary>
        /// <remarks>As in TorchSharp, what is added later is in the list but not registered.</remarks>
        public class ModuleList<T> : Module, IList<T> where T : Module
        {
            private readonly List<T> _list = [];
            private bool _registered;

            /// <param name="modules">The first modules of the list.</param>
            public ModuleList(params T[] modules) : base(nameof(ModuleList<T>)) => _list.AddRange(modules);

            /// <summary>The number of modules.</summary>
            public int Count => _list.Count;

            /// <summary>False.</summary>
            public bool IsReadOnly => false;

            /// <summary>The module at a position.</summary>
            public T this[int index]
            {
                get => _list[index];
                set => _list[index] = value;
            }

            /// <summary>Adds modules at the end.</summary>
            public void append(params T[] parameters) => _list.AddRange(parameters);

            /// <summary>Adds modules at the end.</summary>
            public void extend(IEnumerable<T> modules) => _list.AddRange(modules);

            /// <summary>Adds a module at the end.</summary>
            public void Add(T item) => _list.Add(item);

            /// <summary>Empties the list.</summary>
            public void Clear() => _list.Clear();

            /// <summary>Whether the module is in the list.</summary>
            public bool Contains(T item) => _list.Contains(item);

            /// <summary>Copies the list into an array.</summary>
            public void CopyTo(T[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);

            /// <summary>The position of a module, or -1.</summary>
            public int IndexOf(T item) => _list.IndexOf(item);

            /// <summary>Puts a module at a position.</summary>
            public void Insert(int index, T item) => _list.Insert(index, item);

            /// <summary>Takes a module out.</summary>
            public bool Remove(T item) => _list.Remove(item);

            /// <summary>Takes the module at a position out.</summary>
            public void RemoveAt(int index) => _list.RemoveAt(index);

            /// <summary>The modules in order.</summary>
            public IEnumerator<T> GetEnumerator() => _list.GetEnumerator();

            IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

            /// <summary>Registers the modules under "0", "1", ...; once.</summary>
            protected override void RegisterComponents()
            {
                if (_registered)
                {
                    return;
                }

                for (var i = 0; i < _list.Count; i++)
                {
                    register_module($"{i}", _list[i]);
                }

                _registered = true;
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A list of modules that is registered with the module that holds it.</summary>
            public static ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

            /// <summary>A list of modules that is registered with the module that holds it.</summary>
            public static ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);
        }
    }
}
