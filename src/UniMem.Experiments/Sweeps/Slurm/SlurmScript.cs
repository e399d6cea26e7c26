using System.Globalization;

namespace UniMem.Experiments.Sweeps.Slurm;

/// <summary>Writes the script of an array job whose tasks carry out one run each.</summary>
/// <remarks>
/// A run that is told to end, by preemption or because its time is nearly over, saves a checkpoint and returns
/// <see cref="Runs.StopSignal.ExitCode"/>; unless Slurm itself queues it again or someone has cancelled it, the script does, and it goes on from
/// there. A run that fails is tried again as the sweep says.
/// </remarks>
/// <param name="Name">The job's name.</param>
/// <param name="Folder">Where the list of runs, the logs and the counts of attempts are, absolute.</param>
/// <param name="Tasks">Number of runs.</param>
/// <param name="Program">The words that start the program.</param>
/// <param name="Settings">What is asked of the cluster.</param>
/// <param name="Retries">How often a run that failed is tried again.</param>
public sealed record SlurmScript(string Name, string Folder, int Tasks, IReadOnlyList<string> Program, SlurmSettings Settings, int Retries)
{
    /// <summary>The name of the list of runs: the folder of one in each line.</summary>
    public const string TaskList = "tasks.txt";

    /// <summary>The script.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $$"""
        #!/bin/bash
        {{string.Join('\n', Options().Select(option => $"#SBATCH {option}"))}}

        # Each task carries out one run; when it has to end early it saves, queues again and goes on from there.
        set -u
        {{string.Concat(Settings.Setup.Select(line => line + "\n"))}}
        here={{Quoted(Folder)}}
        run="$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" "$here/{{TaskList}}")"
        log="$here/$SLURM_ARRAY_TASK_ID.log"
        tries="$here/$SLURM_ARRAY_TASK_ID.tries"
        echo "$(date -u '+%F %T')Z  job $SLURM_JOB_ID on $(hostname), start $((${SLURM_RESTART_COUNT:-0} + 1)): $run"

        # Nobody else has stopped or cancelled this job: it may queue again.
        again() {
            [ "${SLURM_RESTART_COUNT:-0}" -lt {{Settings.Requeues}} ] &&
                [ "$(squeue --noheader --jobs="$SLURM_JOB_ID" --format=%T)" = RUNNING ] && scontrol requeue "$SLURM_JOB_ID"
        }

        failed() {
            { echo "$1, in Slurm job ${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID on $(hostname)"; tail -n 12 "$log" | sed 's/^/    /'; } > "$run/FAILED.$SLURM_JOB_ID" &&
                mv "$run/FAILED.$SLURM_JOB_ID" "$run/FAILED"
        }

        {{Runs.StopSignal.PartVariable}}=1 {{Start()}}{{string.Join(' ', Program.Select(Quoted))}} train "$run/config.yaml" --out "$run" threads={{Settings.Cpus * Settings.Processes}} &
        child=$!
        trap 'told=yes; kill -TERM "$child" 2> /dev/null' TERM
        told=yes
        while [ -n "$told" ]; do
            told=
            wait "$child"
            code=$?
        done

        case $code in
            0) ;;
            {{Runs.StopSignal.ExitCode}}) again ;;
            {{Running.ProcessEnd.Mistake}}) failed "exit code $code" ;;
            *)
                if [ "$code" = 137 ]; then failed "killed (signal 9), by someone or by a limit on memory"; else failed "exit code $code"; fi
                echo "$code" >> "$tries"
                [ "$(wc -l < "$tries")" -le {{Retries}} ] && again
                ;;
        esac
        exit "$code"

        """);

    private IEnumerable<string> Options()
    {
        yield return $"--job-name={Name}";
        yield return string.Create(CultureInfo.InvariantCulture, $"--array=0-{Tasks - 1}{(Settings.AtOnce > 0 ? $"%{Settings.AtOnce}" : "")}");
        yield return $"--output={Folder.Replace("%", "%%", StringComparison.Ordinal)}/%a.log";
        yield return "--open-mode=append";
        yield return "--requeue";
        yield return string.Create(CultureInfo.InvariantCulture, $"--signal=B:TERM@{Settings.Grace}");
        yield return string.Create(CultureInfo.InvariantCulture, $"--ntasks={Settings.Processes}");
        yield return string.Create(CultureInfo.InvariantCulture, $"--cpus-per-task={Settings.Cpus}");
        (string Option, string Value)[] wanted =
        [
            ("partition", Settings.Partition), ("account", Settings.Account), ("qos", Settings.Qos), ("time", Settings.Time), ("gpus", Settings.Gpus), ("mem", Settings.Memory),
        ];
        foreach (var (option, value) in wanted.Where(pair => pair.Value.Length > 0))
        {
            yield return $"--{option}={value}";
        }

        foreach (var option in Settings.Sbatch)
        {
            yield return option;
        }
    }

    /// <summary>What starts several processes of a run; they know of each other by what Slurm tells them.</summary>
    private string Start() => Settings.Processes == 1 ? ""
        : string.Create(CultureInfo.InvariantCulture, $"srun --kill-on-bad-exit=1 --ntasks={Settings.Processes} --cpus-per-task={Settings.Cpus} ");

    private static string Quoted(string word) => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
