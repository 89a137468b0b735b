#!/bin/bash
# Follows web-start.sh: browsers that reach the site over HTTPS use nothing else for so long.
: "${HSTS_SECONDS:?how long}"
set -euo pipefail

# A Classic Load Balancer adds no headers. It must not be sent over HTTP: https://www.rfc-editor.org/rfc/rfc6797#section-7.2
cat >/etc/httpd/conf.d/minimal-secure-web-hsts.conf <<EOF
Header always set Strict-Transport-Security "max-age=$HSTS_SECONDS" "expr=%{req:X-Forwarded-Proto} == 'https'"
EOF
systemctl try-reload-or-restart httpd
