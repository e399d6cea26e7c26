#!/usr/bin/env bash
# experiments/speed/processes.sh [PAIRS] [SETTINGS...]   one process with all cores against as many processes as cores with one each, turn by turn
# Prints tokens/s of training, steps after the first three, a median over the pairs; RUN names the run's file.
set -euo pipefail
root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)"
pairs="${1:-5}"
shift || true
run="${RUN:-$root/configs/runs/tiny-unimix.yaml}"
cores="$(nproc)"
results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT

# speed NAME PROCESSES: tokens/s of a short training.
speed() {
    "$root/unimem" train "$run" training.steps=12 training.schedule.warmup_steps=2 evaluation.every_steps=0 evaluation.documents=1 device=cpu \
        "threads=$cores" "${settings[@]}" --out "$results/$1" --processes "$2" > "$results/log" 2>&1 || { cat "$results/log" >&2; exit 1; }
    awk -F, '$1 > 3 { tokens += $2; seconds += $3 } END { printf "%.0f\n", tokens / seconds }' "$results/$1/timing.csv"
}

settings=("$@")
for pair in $(seq "$pairs"); do
    one="$(speed "one-$pair" 1)"
    all="$(speed "all-$pair" "$cores")"
    echo "$one $all" | tee -a "$results/pairs" | awk -v pair="$pair" '{ printf "pair %d: %d and %d tokens/s, ratio %.2f\n", pair, $1, $2, $2 / $1 }' >&2
done
median() { sort -n | awk '{ value[NR] = $1 } END { printf "%.2f", NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2 }'; }
echo "1 process x $cores threads: $(cut -d' ' -f1 "$results/pairs" | median) tokens/s"
echo "$cores processes x 1 thread: $(cut -d' ' -f2 "$results/pairs" | median) tokens/s"
echo "ratio: $(awk '{ print $2 / $1 }' "$results/pairs" | median)"
