namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module that calls functions before and after <c>forward</c>, in the order of their registration.</summary>
        /// <typeparam name="TPreHook">Function that sees, and may replace, the inputs.</typeparam>
        /// <typeparam name="TPostHook">Function that sees the inputs and sees, and may replace, the output.</typeparam>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            /// <summary>Called with the inputs, by key.</summary>
            protected Dictionary<string, TPreHook> pre_hooks = [];

            /// <summary>Called with inputs and output, by key.</summary>
            protected Dictionary<string, TPostHook> post_hooks = [];

            /// <summary>Called with the module before everything else, by key.</summary>
            protected Dictionary<string, Action<Module>> module_pre_hooks = [];

            /// <summary>Called with the module after everything else, by key.</summary>
            protected Dictionary<string, Action<Module>> module_post_hooks = [];

            /// <param name="name">The name of the module.</param>
            protected HookableModule(string name) : base(name)
            {
            }

            /// <summary>Adds a function that sees the output; what it returns, if not null, replaces it.</summary>
            public HookRemover register_forward_hook(TPostHook hook) => Add(post_hooks, hook);

            /// <summary>Adds a function that is called when the output is there.</summary>
            public HookRemover register_forward_hook(Action<Module> hook) => Add(module_post_hooks, hook);

            /// <summary>Adds a function that sees the inputs; what it returns, if not null, replaces them.</summary>
            public HookRemover register_forward_pre_hook(TPreHook hook) => Add(pre_hooks, hook);

            /// <summary>Adds a function that is called before anything else.</summary>
            public HookRemover register_forward_pre_hook(Action<Module> hook) => Add(module_pre_hooks, hook);

            private protected void RunModuleHooks(Dictionary<string, Action<Module>> hooks)
            {
                foreach (var hook in hooks.Values)
                {
                    hook(this);
                }
            }

            private HookRemover Add<THook>(Dictionary<string, THook> hooks, THook hook)
            {
                var key = Guid.NewGuid().ToString();
                hooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            private void Remove(string key)
            {
                pre_hooks.Remove(key);
                post_hooks.Remove(key);
                module_pre_hooks.Remove(key);
                module_post_hooks.Remove(key);
            }

            /// <summary>Takes a hook off again.</summary>
            public class HookRemover(HookableModule<TPreHook, TPostHook> module, string key)
            {
                /// <summary>Takes the hook off; nothing happens the second time.</summary>
                public void remove() => module.Remove(key);
            }
        }
    }
}
