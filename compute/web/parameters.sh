#!/bin/bash
# Reads the parameters of the setting web.parameters on a web server, before the server's own part of user data runs.
: "${PARAMETERS:?names of SSM parameters, separated by spaces}" "${PARAMETERS_REGION:?}"
set -euo pipefail

PARAMETERS_FILE=/etc/minimal-secure-web/parameters.json

# The last attempt begins after five minutes: a role that has just been created may not be known everywhere yet.
read_parameters() {
  local names attempt
  read -ra names <<<"$PARAMETERS"
  for attempt in $(seq 20); do
    # The file also has no content that others could read while it is written.
    install --mode 0600 /dev/null "$PARAMETERS_FILE.new"
    if aws ssm get-parameters --region "$PARAMETERS_REGION" --with-decryption --names "${names[@]}" \
      --query 'Parameters[].{Name: Name, Value: Value}' --output json >"$PARAMETERS_FILE.new" &&
      [ "$(grep --count '"Name": ' "$PARAMETERS_FILE.new")" -eq "${#names[@]}" ]; then return; fi
    echo "minimal-secure-web: web server waits for its parameters (attempt $attempt)" >/dev/console
    if [ "$SECONDS" -ge 300 ]; then break; fi
    sleep 15
  done
  rm -f "$PARAMETERS_FILE.new"
  echo "minimal-secure-web: web server FAILED to read its parameters" >/dev/console
  return 1
}

# Until the parameters are there, the load balancer sends no visitor: health checks fail.
systemctl stop httpd
install -d /etc/minimal-secure-web
read_parameters
chgrp apache "$PARAMETERS_FILE.new"
chmod 0640 "$PARAMETERS_FILE.new"
mv "$PARAMETERS_FILE.new" "$PARAMETERS_FILE"
systemctl start httpd
