#!/usr/bin/env bash
# experiments/speed/precision.sh [TURNS] [METHODS] [SETTINGS...]   medium models in float32 and in bfloat16, turn by turn. METHODS are separated by commas,
# all by default; SETTINGS replace the benchmark's. Prints tokens/s, medians over the turns, and how many times as fast bfloat16 is:
#     experiments/speed/precision.sh 5 vanilla,unimix threads=1
set -euo pipefail
root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)"
turns="${1:-5}"
[[ "$turns" =~ ^[1-9][0-9]*$ ]] || { echo "usage: $0 [TURNS] [METHODS] [SETTINGS...]: TURNS is a whole number, at least 1, and not '$turns'" >&2; exit 2; }
methods="${2:-vanilla,transformer-xl,memorizing-transformer,rmt,longformer,unimix}"
shift $(( $# < 2 ? $# : 2 ))
results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT

# once METHOD TURN TYPE SETTINGS...: adds METHOD WORK TYPE SECONDS-A-TOKEN to the turn's lines.
once() {
    local method="$1" turn="$2" type="$3" out="$results/$1-$2-$3"
    shift 3
    "$root/unimem" bench --size medium --method "$method" --pairs 1 --out "$out" "dtype=$type" "$@" > "$results/log" 2>&1 || { cat "$results/log" >&2; exit 1; }
    awk -F, -v type="$type" 'NR > 1 { print $2, $3, type, $5 }' "$out/results.csv" >> "$results/lines"
    rm -rf "$out"
}

for turn in $(seq "$turns"); do
    for method in ${methods//,/ }; do
        once "$method" "$turn" float32 "$@"
        once "$method" "$turn" bfloat16 "$@"
        echo "turn $turn of $turns: $method" >&2
    done
done
awk '
    { n[$1, $2, $3]++; seconds[$1, $2, $3, n[$1, $2, $3]] = $4; if (!($1 in seen)) { seen[$1]; order[++methods] = $1 } }
    function median(values, count,    i, j, x) {
        for (i = 2; i <= count; i++) { x = values[i]; for (j = i - 1; j > 0 && values[j] > x; j--) values[j + 1] = values[j]; values[j + 1] = x }
        return count % 2 ? values[(count + 1) / 2] : (values[count / 2] + values[count / 2 + 1]) / 2
    }
    END {
        print "| method | work | float32 | bfloat16 | bfloat16 over float32 |"
        print "|---|---|---:|---:|---:|"
        split("forward train evaluate", works, " ")
        for (m = 1; m <= methods; m++) for (w = 1; w <= 3; w++) {
            count = n[order[m], works[w], "float32"]
            least = 1e9; most = 0
            for (i = 1; i <= count; i++) {
                one[i] = seconds[order[m], works[w], "float32", i]; other[i] = seconds[order[m], works[w], "bfloat16", i]; ratio[i] = one[i] / other[i]
                if (ratio[i] < least) least = ratio[i]
                if (ratio[i] > most) most = ratio[i]
            }
            printf "| %s | %s | %.0f tokens/s | %.0f tokens/s | %.2f (%.2f to %.2f) |\n", order[m], works[w], 1 / median(one, count), 1 / median(other, count), median(ratio, count), least, most
        }
    }' "$results/lines"
