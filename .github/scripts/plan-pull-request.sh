#!/usr/bin/env bash
# The offline plan of every stage for a pull request: differences from the base branch first.
#
#   plan-pull-request.sh BASE_DIR OUT_DIR
#
# Run it in the project's folder, after `npm ci`. BASE_DIR is a checkout of the base branch. Writes plan.md, and number from
# the variable PULL_REQUEST, to OUT_DIR. Needs no credentials. Exits as `npm start` does: 0, 1 or 2, with its errors in plan.md.
set -uo pipefail

base=$(realpath "$1") out=$2
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# GitHub limits the summary of a step to 1 MiB.
readonly summary_bytes=1000000

# The folder of a project's stage files. `config` names it in older projects; otherwise it holds settings.
stage_folder() { # FOLDER
  local folder
  folder=$(sed -nE 's/^(stackConfigDir|config): *["'"'"']?([^{["'"'"'# ]([^"'"'"'#]*[^"'"'"'# ])?).*/\2/p' "$1/Pulumi.yaml" 2>/dev/null)
  echo "$1/$folder"
}

# The stages of a project, one per line. Pulumi allows no other stack names.
stages() { # FOLDER
  local file name
  for file in "$(stage_folder "$1")"/Pulumi.*.yaml; do
    name=${file##*/Pulumi.}
    name=${name%.yaml}
    if [[ $name =~ ^[A-Za-z0-9_][A-Za-z0-9._-]*$ ]]; then echo "$name"; fi
  done
}

# Whether a file contains plans as JSON.
holds_plans() { # FILE
  node -e 'process.exit(Array.isArray(JSON.parse(require("fs").readFileSync(process.argv[1])).plans) ? 0 : 1)' "$1" 2>/dev/null
}

# Writes plans of the base branch to a file. A stage that violates a policy (status 1) still has a full plan.
plan_into() { # FILE STAGE…
  local file=$1
  npm --prefix "$base" start --silent -- "${@:2}" --json >"$file"
  [ $? -le 1 ] && holds_plans "$file"
}

# The base branch's plans as JSON. Its program runs with its own packages.
plan_base() {
  local -a names planned=()
  local name
  mapfile -t names < <(stages "$base")
  if [ "${#names[@]}" -eq 0 ]; then
    echo "it has no stages" >&2
    return 1
  fi
  if [ ! -e "$base/node_modules" ]; then
    if cmp -s package-lock.json "$base/package-lock.json"; then
      ln -s "$PWD/node_modules" "$base/node_modules"
    else
      npm --prefix "$base" ci --ignore-scripts --no-audit --no-fund >&2 || return
    fi
  fi
  plan_into "$work/base.json" "${names[@]}" && return
  # If one stage has wrong settings, the others can still be compared.
  for name in "${names[@]}"; do
    plan_into "$work/base-$name.json" "$name" 2>"$work/base-$name.said" && planned+=("$work/base-$name.json")
  done
  [ "${#planned[@]}" -gt 0 ] || return 1
  node -e '
    const [target, ...files] = process.argv.slice(1);
    const plans = files.flatMap((file) => JSON.parse(require("fs").readFileSync(file)).plans);
    require("fs").writeFileSync(target, JSON.stringify({ plans }));' "$work/base.json" "${planned[@]}"
}

# Stages that the branch adds, renames or deletes. Pulumi destroys nothing when a stage file is deleted.
# shellcheck disable=SC2016 # Backticks are Markdown.
changed_stages() {
  local before after name other file renamed=" "
  before=$(stages "$base") after=$(stages .)
  for name in $before; do
    if grep -qxF -- "$name" <<<"$after"; then continue; fi
    file=$(stage_folder "$base")/Pulumi.$name.yaml
    for other in $after; do
      if grep -qxF -- "$other" <<<"$before" || ! cmp -s "$file" "$(stage_folder .)/Pulumi.$other.yaml"; then continue; fi
      printf '**Stage `%s` is renamed to `%s`: for Pulumi that is a new stage. The resources of `%s` remain.**\n\n' \
        "$name" "$other" "$name"
      renamed+="$other "
      continue 2
    done
    printf '**Stage `%s` is deleted. Its resources remain: run `pulumi destroy` before you merge this.**\n\n' "$name"
  done
  for name in $after; do
    if grep -qxF -- "$name" <<<"$before" || [[ $renamed == *" $name "* ]]; then continue; fi
    printf '**Stage `%s` is new.**\n\n' "$name"
  done
}

# This branch's plans, compared with base.json.
plan_head() {
  local -a names
  mapfile -t names < <(stages .)
  if [ "${#names[@]}" -eq 0 ]; then
    : >"$work/head.md"
    echo "there is no stage: no file such as Pulumi.stg.yaml" >"$work/head.said"
    return 2
  fi
  npm start --silent -- "${names[@]}" --markdown --against "$work/base.json" >"$work/head.md" 2>"$work/head.said"
}

# The end of a command's output as a code block: indented, so that nothing in it can close the block.
quoted() { # FILE
  printf '\n%s\n\n' "$(tail -n 40 "$1" | sed 's/^/    /')"
}

reason=
plan_base 2>"$work/base.said" || reason=$work/base.said
if [ -z "$reason" ]; then
  plan_head
  status=$?
  # No output: the error is in this branch, or the base branch's plans have another format.
  [ -s "$work/head.md" ] || { cp "$work/head.said" "$work/compared.said" && reason=$work/compared.said; }
fi
if [ -n "$reason" ]; then
  echo '{"plans": []}' >"$work/base.json"
  plan_head
  status=$?
fi

{
  changed_stages
  if [ "$status" -ne 0 ]; then
    echo "**\`npm start\` failed with status $status.**"
    quoted "$work/head.said"
  fi
  if [ -n "$reason" ] && [ -s "$work/head.md" ]; then
    echo "**No difference is shown: the base branch has no plan to compare with.**"
    quoted "$reason"
  fi
  for said in "$work"/base-*.said; do
    if [ -n "$reason" ] || [ ! -s "$said" ]; then continue; fi
    name=${said##*/base-}
    if holds_plans "${said%.said}.json"; then continue; fi
    echo "**No difference is shown for \`${name%.said}\`: the base branch has no plan for it.**"
    quoted "$said"
  done
  cat "$work/head.md"
} >"$out/plan.md"
[ -z "${PULL_REQUEST:-}" ] || echo "$PULL_REQUEST" >"$out/number"

if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  if [ "$(wc -c <"$out/plan.md")" -le "$summary_bytes" ]; then
    cat "$out/plan.md"
  else
    printf '**Truncated: too long for a summary. The artifact has the whole plan.**\n\n'
    # The last line may be incomplete.
    head -c "$summary_bytes" "$out/plan.md" | sed '$d'
  fi >>"$GITHUB_STEP_SUMMARY"
fi
cat "$work/head.said" >&2
exit "$status"
