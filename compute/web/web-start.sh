#!/bin/bash
# Tells a web server that was started from the image how to treat plain HTTP: one image serves every choice.
: "${HTTP_MODE:?serve, redirect or off}"
set -euo pipefail

install -d /etc/minimal-secure-web
if [ "$HTTP_MODE" = redirect ]; then
  touch /etc/minimal-secure-web/redirect
else
  rm -f /etc/minimal-secure-web/redirect
fi
systemctl try-reload-or-restart httpd
