namespace UniMem.Experiments.Tests.Cli;

/// <summary>A run of a few steps on made text.</summary>
internal static class TinyRun
{
    /// <summary>Writes its file.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="method">Its method; empty for none but the backbone.</param>
    public static string Write(TemporaryFolder folder, string method) => folder.Write($"{method}.yaml", $$"""
        extends: [{{Repository.At("configs/runs/tiny.yaml")}}, {{Repository.At($"configs/methods/{method}.yaml")}}, {{Repository.At("configs/data/recall.yaml")}}]
        name: {{method}} of a test
        device: cpu
        threads: 1
        data:
          corpus: {train: 16, validation: 4, test: 4}
        training:
          steps: 3
          batch: 4
          bptt_segments: 2
          schedule: {warmup_steps: 0}
          optimizer: {learning_rate: 1.0e-2}
        evaluation: {every_steps: 0}
        """);
}
