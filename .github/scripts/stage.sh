#!/usr/bin/env bash
# One stage with the real engine, as workflows run it. Needs `pulumi`, credentials and PULUMI_BACKEND_URL.
#
#   stage.sh preview STAGE   what would change; writes nothing
#   stage.sh drift STAGE     fails when anything is not as the program says; writes nothing
#   stage.sh up STAGE        makes it so
set -euo pipefail

arguments=(--stack "$2" --non-interactive --color never --policy-pack policy)
case $1 in
  preview) exec pulumi preview --diff "${arguments[@]}" ;;
  drift) exec pulumi preview --refresh --expect-no-changes --diff "${arguments[@]}" ;;
  up) exec pulumi up --yes "${arguments[@]}" ;;
  *)
    echo "stage.sh: preview, drift or up, not $1" >&2
    exit 2
    ;;
esac
