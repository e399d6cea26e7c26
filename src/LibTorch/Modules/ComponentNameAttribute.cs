using System.Reflection;
using TorchSharp.Utils;

namespace TorchSharp
{
    namespace Utils
    {
        /// <summary>
        /// Gives a field of a module the name under which it is registered, where that shall differ from the field's own.
        /// </summary>
        public class ComponentNameAttribute : Attribute
        {
            /// <summary>The key of parameters, buffers and submodules in the state dictionary.</summary>
            public string? Name { get; set; }
        }
    }

    /// <summary>Names of the fields of modules.</summary>
    public static class FieldInfoExtensionMethods
    {
        /// <summary>
        /// The name under which a module registers the field: that of its <see cref="ComponentNameAttribute"/>, or its own.
        /// </summary>
        public static string ComponentName(this FieldInfo field) =>
            field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;
    }
}
