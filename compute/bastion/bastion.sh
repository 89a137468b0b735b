#!/bin/bash
# Lets a bastion power itself off some hours after each start.
: "${HOURS:?hours to stay on; 0 = for good}"
set -euo pipefail

if [ "$HOURS" -gt 0 ]; then
  cat >/etc/systemd/system/bastion-off.timer <<EOF
[Unit]
Description=Power the bastion off ${HOURS} hours after it was started

[Timer]
OnBootSec=${HOURS}h
Unit=poweroff.target

[Install]
WantedBy=timers.target
EOF
  systemctl daemon-reload
  systemctl enable --now --quiet bastion-off.timer
fi
