#!/bin/bash
# Runs in the folder of the site's files while the image is built.
set -euo pipefail

dnf --assumeyes --quiet install php
cp -r . /var/www/html
rm -f "/var/www/html/$(basename "$0")"
systemctl enable --quiet --now php-fpm
systemctl restart httpd
