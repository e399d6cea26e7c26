namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Something that maps one input to a result.</summary>
        public interface IModule<T, TResult>
        {
            /// <summary>Runs the hooks and the module.</summary>
            TResult call(T input1);
        }

        /// <summary>Something that maps two inputs to a result.</summary>
        public interface IModule<T1, T2, TResult>
        {
            /// <summary>Runs the hooks and the module.</summary>
            TResult call(T1 input1, T2 input2);
        }

        /// <summary>Something that maps three inputs to a result.</summary>
        public interface IModule<T1, T2, T3, TResult>
        {
            /// <summary>Runs the hooks and the module.</summary>
            TResult call(T1 input1, T2 input2, T3 input3);
        }

        /// <summary>Something that maps four inputs to a result.</summary>
        public interface IModule<T1, T2, T3, T4, TResult>
        {
            /// <summary>Runs the hooks and the module.</summary>
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4);
        }

        /// <summary>Something that maps five inputs to a result.</summary>
        public interface IModule<T1, T2, T3, T4, T5, TResult>
        {
            /// <summary>Runs the hooks and the module.</summary>
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5);
        }

        /// <summary>Something that maps six inputs to a result.</summary>
        public interface IModule<T1, T2, T3, T4, T5, T6, TResult>
        {
            /// <summary>Runs the hooks and the module.</summary>
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6);
        }
    }
}
