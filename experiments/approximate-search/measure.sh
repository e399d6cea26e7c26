#!/usr/bin/env bash
# experiments/approximate-search/measure.sh [RESULTS]   trains a small model and evaluates it with 64k slots: exactly, with indexes, without memory
# Evaluations take one thread each, and what is counted is processor time: other programs hardly change it. Then times single segments with 8k to 256k slots. Writes index.csv, reading.csv and the figure.
set -euo pipefail
here="$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
cd "$here/../.."
results="${1:-results/approximate-search}"
mkdir -p "$results/novel"
command -v gnuplot > /dev/null || { echo "The figure needs gnuplot: apt-get install gnuplot-nox" >&2; exit 1; }

# The beginning of Emma, which the model was not trained on, as one document.
gzip -dc src/UniMem.Data/Resources/emma.txt.gz | tr '\f' '\n' | LC_ALL=C tr -cd '\1-\177' | { head -c 98305; cat > /dev/null; } > "$results/novel/emma.txt"
[ -e "$results/run/checkpoint.safetensors" ] || ./unimem train experiments/approximate-search/run.yaml --out "$results/run"

text="data.corpus={type: text, path: LICENSE, validation_path: $results/novel, test: 0}"
fixed=(threads=1 evaluation.documents=1 "evaluation.by_position=[65536]" model.memories.recent.manage.capacity=65536)

# evaluated SETTINGS...: perplexity behind the first 65,536 tokens, and processor seconds of the whole command.
evaluated() {
    TIMEFORMAT='%U %S'
    { time ./unimem eval "$results/run" "$text" "${fixed[@]}" "$@" > "$results/printed" 2> "$results/errors"; } 2> "$results/time" || { cat "$results/errors" >&2; exit 1; }
    awk -F'|' '$2 ~ /65536 and on/ { gsub(/[ ,]/, "", $4); printf "%s,", $4 }' "$results/printed"
    awk '{ printf "%.1f", $1 + $2 }' "$results/time"
}

./unimem --help > /dev/null                                   # built beforehand, so that no evaluation is charged with it
table="$results/index.csv"
echo "search,chunk,lists,probes,recall,perplexity,processor_seconds" > "$table"
echo "none,,,,,$(evaluated evaluation.memory=off)" | tee -a "$table"
echo "exact,,,,1,$(evaluated)" | tee -a "$table"
for shape in 1024:32 4096:64 4096:128; do
    for probes in 16 32 64 128; do
        index="model.memories.recent.read.index={chunk: ${shape%:*}, lists: ${shape#*:}, probes: $probes}"
        cost="$(evaluated "$index")"
        evaluated "$index" "evaluation.tasks={found: {type: index_recall, every: 32}}" > /dev/null
        recall="$(awk -F'|' '$3 ~ / recall / { printf "%.3f", $4 }' "$results/printed")"
        echo "index,${shape%:*},${shape#*:},$probes,$recall,$cost" | tee -a "$table"
    done
done
dotnet run --project "$here/reading" -c Release -v q -- "$results/run" "$results/reading.csv"
cp "$table" "$here/index.csv"
cp "$results/reading.csv" "$here/reading.csv"
gnuplot -e "folder='$here'" "$here/figure.gp"
