#!/bin/sh
# Records the program of a release for the upgrade tests: tests/e2e/baseline/record.sh 0.1.0
# The second argument is the commit to record, by default the tag of the release.
set -eu
version=$1
commit=${2:-v$version}
cd "$(git rev-parse --show-toplevel)"
folder=tests/e2e/baseline/$version
mkdir -p "$folder"
git archive --output "$folder/program.tar.gz" "$commit" -- \
  . ':!.ci' ':!.devcontainer' ':!.github' ':!docs' ':!examples' ':!offline' ':!policy' ':!tests' ':!tools' ':!*.md' ':!package-lock.json'
echo "Recorded $commit in $folder/program.tar.gz"
