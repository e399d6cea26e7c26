#!/usr/bin/env bash
# stop.sh FOLDER: ends the cluster that start.sh FOLDER started, with whatever is at work on it, and nothing else.
set -uo pipefail
folder="$(realpath -m "${1:?stop.sh FOLDER}")"
export SLURM_CONF="$folder/slurm.conf"
if [ -s "$folder/slurmctld.pid" ]; then
    timeout 10 scancel --user="$(id -un)" 2> /dev/null
    for _ in $(seq 100); do
        [ -n "$(timeout 5 squeue --noheader --states=running,completing 2> /dev/null)" ] || break
        sleep 0.25
    done
fi
code=0
for file in "$folder/slurmd.pid" "$folder/slurmctld.pid" "$folder/munge/pid"; do
    [ -s "$file" ] || continue
    pid="$(cat "$file")"
    kill "$pid" 2> /dev/null || continue
    for _ in $(seq 80); do
        [ -d "/proc/$pid" ] || break
        sleep 0.25
    done
    if [ -d "/proc/$pid" ]; then
        echo "$(basename "$file" .pid) (process $pid) does not end; it is killed." >&2
        kill -KILL "$pid"
        code=1
    fi
done
exit "$code"
