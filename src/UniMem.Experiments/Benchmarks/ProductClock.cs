using TorchSharp;

namespace UniMem.Experiments.Benchmarks;

/// <summary>Times matrix products alone: what libtorch needs for them at best, into memory that is there already.</summary>
/// <param name="device">Where they are done.</param>
/// <param name="type">Of the numbers.</param>
public sealed class ProductClock(torch.Device device, torch.ScalarType type)
{
    private const double LeastSeconds = 0.004;
    private const int Rounds = 3;
    private readonly Dictionary<MatrixProduct, double> _seconds = [];
    private BenchmarkClock _by;

    /// <summary>Seconds of all products of a list, each shape timed once by each call of <see cref="Forget"/>.</summary>
    public double Seconds(IEnumerable<MatrixProduct> products)
    {
        ArgumentNullException.ThrowIfNull(products);
        return products.Sum(product => product.Weight * SecondsOf(product.Shape));
    }

    /// <summary>Shapes are timed anew from here on.</summary>
    /// <param name="clock">By which clock.</param>
    public void Forget(BenchmarkClock clock)
    {
        _by = clock;
        _seconds.Clear();
    }

    private double SecondsOf(MatrixProduct shape) =>
        _seconds.TryGetValue(shape, out var known) ? known : _seconds[shape] = Measure(shape);

    private double Measure(MatrixProduct shape)
    {
        using var quiet = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var left = Heads(shape.TransposedLeft, shape.Batch, shape.M, shape.K);
        var right = Heads(shape.TransposedRight, shape.Batch, shape.K, shape.N);
        var result = Heads(false, shape.Batch, shape.M, shape.N);
        var once = Time(() => Multiply(result, left, right), 1);
        var times = (int)Math.Clamp(Math.Ceiling(LeastSeconds / once), 1, 1000);
        return Enumerable.Range(0, Rounds).Select(_ => Time(() => Multiply(result, left, right), times)).Order().ElementAt(Rounds / 2);
    }

    private double Time(Action work, int times)
    {
        Wait();
        var timer = new BenchmarkTimer();
        for (var i = 0; i < times; i++)
        {
            work();
        }

        Wait();
        return timer.Seconds(_by) / times;
    }

    private void Wait()
    {
        if (device.type == DeviceType.CUDA)
        {
            torch.cuda.synchronize();
        }
    }

    private void Multiply(torch.Tensor[] result, torch.Tensor[] left, torch.Tensor[] right)
    {
        for (var i = 0; i < result.Length; i++)
        {
            result[i].addmm_(left[i], right[i], beta: 0, alpha: 1);
        }
    }

    private torch.Tensor[] Heads(bool transposed, long batch, long rows, long columns)
    {
        var all = torch.randn([batch, transposed ? columns : rows, transposed ? rows : columns], device: device).to_type(type);
        return [.. all.unbind(0).Select(matrix => transposed ? matrix.transpose(0, 1) : matrix)];
    }
}
