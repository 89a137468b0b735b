#!/usr/bin/env bash
# Runs Pulumi on one stage, for workflows. Needs `pulumi`, AWS credentials and PULUMI_BACKEND_URL.
#
#   stage.sh preview STAGE   shows what would change; writes nothing
#   stage.sh drift STAGE     fails when the resources differ from the program; writes nothing
#   stage.sh up STAGE        deploys
set -euo pipefail

arguments=(--stack "$2" --non-interactive --color never --policy-pack policy)
case $1 in
  preview) exec pulumi preview --diff "${arguments[@]}" ;;
  drift) exec pulumi preview --refresh --expect-no-changes --diff "${arguments[@]}" ;;
  up) exec pulumi up --yes "${arguments[@]}" ;;
  *)
    echo "stage.sh: expected preview, drift or up, not $1" >&2
    exit 2
    ;;
esac
