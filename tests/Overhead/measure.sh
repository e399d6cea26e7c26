#!/usr/bin/env bash
# measure.sh [JOBS]: how long the sixty runs of sixty.yaml take one by one, each by unimem train, and as a sweep with --jobs JOBS (2);
# a sweep may take 1.15 times the sum of the single times over JOBS. Run it on a machine that does nothing else; minutes.
set -euo pipefail
here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
unimem="$here/../../unimem"
jobs="${1:-2}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
now() { date +%s.%N; }

"$unimem" explain "$here/../../configs/runs/tiny.yaml" > /dev/null
began="$(now)"
"$unimem" sweep "$here/sixty.yaml" --jobs "$jobs" --results "$folder/results" > "$folder/sweep.log" || { tail -n 20 "$folder/sweep.log"; exit 1; }
sweep="$(echo "$(now) $began" | awk '{ print $1 - $2 }')"

# The same runs, in folders of their own, from the configurations that the sweep resolved.
: > "$folder/single"
for run in "$folder"/results/runs/*/; do
    began="$(now)"
    "$unimem" train "$run/config.yaml" --out "$folder/single-runs/$(basename "$run")" > "$folder/single.log"
    echo "$(now) $began" | awk '{ print $1 - $2 }' >> "$folder/single"
    cmp "$run/metrics.csv" "$folder/single-runs/$(basename "$run")/metrics.csv"
done

awk -v sweep="$sweep" -v jobs="$jobs" '
    { sum += $1 }
    END {
        ratio = sweep / (sum / jobs)
        printf "%d single runs: %.1f s together, %.2f s each\nsweep with --jobs %d: %.1f s\n", NR, sum, sum / NR, jobs, sweep
        printf "ratio to the sum over %d: %.3f (at most 1.15)\n", jobs, ratio
        exit ratio > 1.15
    }' "$folder/single"
