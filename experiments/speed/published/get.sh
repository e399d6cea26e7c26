#!/usr/bin/env bash
# experiments/speed/published/get.sh DIR   clones the published implementations that ./unimem bench --rival published measures, each at the commit
# that clones.csv names; what is there already stays. Says which Python packages are missing.
set -euo pipefail
here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
[ $# -eq 1 ] || { echo "usage: $0 DIR" >&2; exit 2; }
mkdir -p "$1"

while IFS=, read -r folder address commit; do
    to="$1/$folder"
    if [ "$(git -C "$to" rev-parse HEAD 2>/dev/null || :)" = "$commit" ] && [ -e "$to/.git" ]; then
        echo "$folder: there"
        continue
    fi
    [ ! -e "$to" ] || { echo "$to is there and is not $address at $commit; remove it" >&2; exit 2; }
    echo "$folder: $address at $commit"
    rm -rf "$to.part"
    git init -q "$to.part"
    git -C "$to.part" fetch -q --depth 1 "$address" "$commit"
    git -C "$to.part" -c advice.detachedHead=false checkout -q FETCH_HEAD
    mv "$to.part" "$to"
done < <(tail -n +2 "$here/clones.csv")

missing=""
for pair in torch:python3-torch numpy:python3-numpy faiss:python3-faiss joblib:python3-joblib filelock:python3-filelock packaging:python3-packaging \
    tqdm:python3-tqdm yaml:python3-yaml; do
    /usr/bin/python3 -c "import ${pair%%:*}" 2>/dev/null || missing+=" ${pair##*:}"
done
[ -z "$missing" ] || echo "still missing: apt-get install -y --no-install-recommends$missing"
