#!/usr/bin/env bash
# experiments/speed/processes.sh [PAIRS] [SETTINGS...]   one process with all cores, one with one thread, and as many processes as cores with one each, turn
# by turn. Prints tokens/s of training, steps after the first three, and medians over the turns. RUN names the run's file; SETTINGS replace its settings:
#     RUN=configs/runs/tiny-rmt.yaml experiments/speed/processes.sh 5 model.layers=4
set -euo pipefail
root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)"
pairs="${1:-5}"
[[ "$pairs" =~ ^[1-9][0-9]*$ ]] || { echo "usage: $0 [PAIRS] [SETTINGS...]: PAIRS is a whole number, at least 1, and not '$pairs'" >&2; exit 2; }
shift || true
run="${RUN:-$root/configs/runs/tiny-unimix.yaml}"
cores="$(nproc)"
results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT

# speed NAME PROCESSES THREADS: tokens/s of a short training; the threads are divided among the processes.
speed() {
    "$root/unimem" train "$run" training.steps=12 training.schedule.warmup_steps=2 evaluation.every_steps=0 evaluation.documents=1 device=cpu \
        "threads=$3" "${settings[@]}" --out "$results/$1" --processes "$2" > "$results/log" 2>&1 || { cat "$results/log" >&2; exit 1; }
    awk -F, '$1 > 3 { tokens += $2; seconds += $3 } END { printf "%.0f\n", tokens / seconds }' "$results/$1/timing.csv"
}

settings=("$@")
for pair in $(seq "$pairs"); do
    threads="$(speed "threads-$pair" 1 "$cores")"
    alone="$(speed "alone-$pair" 1 1)"
    processes="$(speed "processes-$pair" "$cores" "$cores")"
    echo "$threads $alone $processes" >> "$results/turns"
    awk -v pair="$pair" 'END { printf "turn %d: %d, %d and %d tokens/s\n", pair, $1, $2, $3 }' "$results/turns" >&2
done
median() { awk "{ print $1 }" "$results/turns" | sort -n | awk '{ value[NR] = $1 } END { printf "%.2f", NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2 }'; }
echo "1 process x $cores threads: $(median '$1') tokens/s"
echo "1 process x 1 thread: $(median '$2') tokens/s"
echo "$cores processes x 1 thread: $(median '$3') tokens/s"
echo "threads scale by $(median '$1 / $2'), processes by $(median '$3 / $2'); processes over threads $(median '$3 / $1')"
