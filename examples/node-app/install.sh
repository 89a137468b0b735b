#!/bin/bash
# Runs in the folder of the site's files, /srv/site, while the image is built.
set -euo pipefail

dnf --assumeyes --quiet install nodejs

# The group apache may read the parameters.
if ! getent passwd app >/dev/null; then
  useradd --system --gid apache --no-create-home --shell /sbin/nologin app
fi

cat >/etc/systemd/system/app.service <<'END'
[Unit]
Description=The app
Before=httpd.service

[Service]
ExecStart=/usr/bin/node /srv/site/server.js
User=app
Group=apache
Restart=always
NoNewPrivileges=true

[Install]
WantedBy=multi-user.target
END

cat >/etc/httpd/conf.d/app.conf <<'END'
ProxyPass "/" "http://127.0.0.1:3000/"
END

systemctl daemon-reload
systemctl enable --quiet --now app
systemctl restart httpd
