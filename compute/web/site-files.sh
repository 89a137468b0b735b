#!/bin/bash
# Unpacks the archive of the setting web.files on the build instance, and runs the user's script in it. It is base64 in
# web.sh's variable OWN_SCRIPT, so web.sh is the same with and without files.
: "${BUCKET:?the bucket of the archive}" "${KEY:?}" "${REGION:?}" "${SHA256:?}" "${TARGET:?}" "${SCRIPT?}"
set -euo pipefail

ARCHIVE=/root/site.tar

say() { echo "minimal-secure-web: web server $*" >>/dev/console; }

# A role that has just been created may not be known everywhere yet. The last attempt begins after five minutes.
download() {
  local attempt
  for attempt in $(seq 20); do
    if aws s3api get-object --region "$REGION" --bucket "$BUCKET" --key "$KEY" "$ARCHIVE" >/dev/null; then return; fi
    say "waits for its files (attempt $attempt)"
    if [ "$SECONDS" -ge 300 ]; then return 1; fi
    sleep 15
  done
  return 1
}

# Without the times in the archive, which are the same for all files: Apache makes ETags of them.
unpack() {
  sha256sum --check --status <<<"$SHA256  $ARCHIVE"
  install -d "$TARGET"
  tar --extract --touch --no-same-owner --file "$ARCHIVE" --directory "$TARGET"
  rm "$ARCHIVE"
}

run_script() {
  if [ -z "$SCRIPT" ]; then return; fi
  cd "$TARGET"
  "./$SCRIPT"
  rm "./$SCRIPT"
}

download
unpack
run_script
