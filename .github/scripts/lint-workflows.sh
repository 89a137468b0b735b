#!/usr/bin/env bash
# Runs actionlint over the workflows, or over the given files. Its version and the hashes of its modules are in
# .github/actionlint; the first run builds it into .local.
set -euo pipefail

root=$(realpath "$(dirname "$0")/../..")
if ! command -v go >/dev/null; then
  echo "actionlint is built with Go 1.25 or newer: https://go.dev/dl/" >&2
  exit 1
fi
files=("$@")
if [ $# -gt 0 ]; then mapfile -t files < <(realpath "$@"); fi
# The first build prints every module that it downloads: shown only when it fails.
said=$(go -C "$root/.github/actionlint" build -o "$root/.local/actionlint" github.com/rhysd/actionlint/cmd/actionlint 2>&1) || {
  echo "$said" >&2
  exit 1
}
cd "$root"
.local/actionlint "${files[@]}"
