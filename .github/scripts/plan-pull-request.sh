#!/usr/bin/env bash
# The offline plan of every stage for a pull request: what is different from the base branch first.
#
#   plan-pull-request.sh BASE_DIR OUT_DIR
#
# Runs in the project's folder, after `npm ci`. BASE_DIR is a folder with the base branch; OUT_DIR gets plan.md and, from
# the variable PULL_REQUEST, number. Needs no credentials. Ends as `npm start` does: 0, 1 or 2; what it said is in plan.md.
set -uo pipefail

base=$(realpath "$1") out=$2
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# GitHub takes 1 MiB per step as its summary.
readonly summary_bytes=1000000

# The stages that have a file in a folder, each a line.
stages() {
  local file
  for file in "$1"/Pulumi.*.yaml; do
    file=${file##*/Pulumi.}
    echo "${file%.yaml}"
  done
}

# The base branch's plans as plain data. Its program runs with its own packages.
plan_base() {
  local -a names
  mapfile -t names < <(stages "$base")
  if [ ! -e "$base/node_modules" ]; then
    if cmp -s package-lock.json "$base/package-lock.json"; then
      ln -s "$PWD/node_modules" "$base/node_modules"
    else
      npm --prefix "$base" ci --ignore-scripts --no-audit --no-fund >&2 || return
    fi
  fi
  npm --prefix "$base" start --silent -- "${names[@]}" --json
}

# This branch's plans, compared with what is in base.json.
plan_head() {
  local -a names
  mapfile -t names < <(stages .)
  npm start --silent -- "${names[@]}" --markdown --against "$work/base.json" >"$work/head.md" 2>"$work/head.said"
}

# The end of what a command said, as a block of code: indented, so that nothing in it can end it.
quoted() { # FILE
  printf '\n%s\n\n' "$(tail -n 40 "$1" | sed 's/^/    /')"
}

reason=
plan_base >"$work/base.json" 2>"$work/base.said" || reason=$work/base.said
if [ -z "$reason" ]; then
  plan_head
  status=$?
  # Nothing shown: at fault may be this branch, or a base whose plans have another form.
  [ -s "$work/head.md" ] || { cp "$work/head.said" "$work/compared.said" && reason=$work/compared.said; }
fi
if [ -n "$reason" ]; then
  echo '{"plans": []}' >"$work/base.json"
  plan_head
  status=$?
fi

{
  if [ "$status" -ne 0 ]; then
    echo "**\`npm start\` failed with status $status.**"
    quoted "$work/head.said"
  fi
  if [ -n "$reason" ] && [ -s "$work/head.md" ]; then
    echo "**No difference is shown: the base branch has no plan to compare with.**"
    quoted "$reason"
  fi
  cat "$work/head.md"
} >"$out/plan.md"
[ -z "${PULL_REQUEST:-}" ] || echo "$PULL_REQUEST" >"$out/number"

if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  if [ "$(wc -c <"$out/plan.md")" -le "$summary_bytes" ]; then
    cat "$out/plan.md"
  else
    printf '**Too long for a summary: cut. The whole is in the artifact.**\n\n'
    # The last line may have lost its end.
    head -c "$summary_bytes" "$out/plan.md" | sed '$d'
  fi >>"$GITHUB_STEP_SUMMARY"
fi
cat "$work/head.said" >&2
exit "$status"
