using System.Numerics;

namespace TorchSharp;

// Tensors of arrays with several dimensions.
public static partial class torch
{
    public static Tensor tensor(
        (float, float)[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create(Flatten<(float, float)>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        (float, float)[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<(float, float)>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        (float, float)[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<(float, float)>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        Half[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<Half>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        Half[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<Half>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        Half[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<Half>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        short[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<short>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        short[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<short>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        short[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<short>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        Complex[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create(Flatten<Complex>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        Complex[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<Complex>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        Complex[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<Complex>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        sbyte[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<sbyte>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        sbyte[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<sbyte>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        sbyte[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<sbyte>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        BFloat16[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<BFloat16>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        BFloat16[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<BFloat16>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        BFloat16[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<BFloat16>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        bool[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<bool>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        bool[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<bool>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        bool[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<bool>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        byte[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<byte>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        byte[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<byte>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        byte[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<byte>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        double[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<double>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        double[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<double>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        double[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<double>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        float[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<float>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        float[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<float>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        float[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<float>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        int[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<int>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        int[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<int>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        int[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<int>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        long[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<long>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        long[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<long>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        long[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(Flatten<long>(rawArray), Lengths(rawArray), dtype, device, requires_grad, names);
}
