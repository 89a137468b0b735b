#!/bin/bash
# Makes a web server of a plain Amazon Linux 2023, checks it, and powers off, so that an image can be made of it.
# A machine that stays on has failed: nobody makes an image of it.
: "${OWN_SCRIPT?a script of the user, base64, or nothing}"
set -euo pipefail

# Past cloud-init, which puts on the console what a script prints: every line would be there twice.
say() { echo "minimal-secure-web: web server $*" >>/dev/console; }
trap 'say "FAILED in line $LINENO"' ERR
# Without this, functions are not trapped.
set -o errtrace

# The package manager needs more than the 512 MB that the smallest machines have. The image does not.
add_swap() {
  if [ "$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo)" -gt 1000000 ]; then return; fi
  # Left over where it was run before, and failed.
  if grep --quiet '^/swapfile ' /proc/swaps; then return; fi
  install --mode 0600 /dev/null /swapfile
  dd if=/dev/zero of=/swapfile bs=1M count=1024 status=none
  mkswap /swapfile >/dev/null
  swapon /swapfile
}

remove_swap() {
  if [ ! -e /swapfile ]; then return; fi
  swapoff /swapfile
  rm /swapfile
}

# The way to the packages may take a moment to be routed.
# Without a route, dnf asks 12 times for the mirrors of each of the two repositories, by default for 30 s each time
# (amazonlinux/amazon-linux-2023#135). With 5 s an attempt takes 120 s at most, and the last one ends by 735 s.
install_packages() {
  local attempt
  for attempt in $(seq 20); do
    if dnf --assumeyes --quiet --setopt=timeout=5 --setopt=retries=3 install httpd; then return; fi
    say "waits for its packages (attempt $attempt)"
    if [ "$SECONDS" -ge 600 ]; then return 1; fi
    sleep 15
  done
  return 1
}

write_site() {
  echo 'hello!' >/var/www/html/index.html
  cat >/etc/httpd/conf.d/minimal-secure-web.conf <<'EOF'
ServerTokens Prod
ServerSignature Off
TraceEnable Off
# Connections of the load balancer are its own to close, after 60 idle seconds, or visitors see 504:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-idle-timeout.html
# It opens some before there is a request for them, which neither the kernel nor mod_reqtimeout may hold against it:
# https://repost.aws/knowledge-center/504-error-classic https://repost.aws/knowledge-center/apache-backend-elb
KeepAlive On
KeepAliveTimeout 75
MaxKeepAliveRequests 0
Timeout 75
AcceptFilter http none
<IfModule reqtimeout_module>
  RequestReadTimeout header=75
</IfModule>
# The load balancer says how it was asked; its own health checks say nothing and are always answered.
<IfFile "/etc/minimal-secure-web/redirect">
  RewriteEngine On
  RewriteCond %{HTTP:X-Forwarded-Proto} =http
  RewriteRule ^ https://%{SERVER_NAME}%{REQUEST_URI} [R=301,L]
</IfFile>
EOF
}

start_service() {
  systemctl enable --quiet --now httpd
}

run_own_script() {
  if [ -z "$OWN_SCRIPT" ]; then return; fi
  base64 --decode <<<"$OWN_SCRIPT" >/root/own-script
  chmod 0700 /root/own-script
  (cd /root && ./own-script)
}

check_site() {
  curl --fail --silent --show-error --output /dev/null --retry 5 --retry-connrefused http://127.0.0.1/index.html
}

# Not before cloud-init has finished: it would be cut off half-way, and the image with it.
# Machines made of the image must not share what tells one machine from another, nor open to the login key that this one
# was given: cloud-init gives each the key that is in use when it is launched, and takes none away.
seal_and_power_off() {
  systemd-run --quiet --no-block bash -c 'cloud-init status --wait >/dev/null
rm -f /etc/ssh/ssh_host_* /root/.ssh/authorized_keys /home/ec2-user/.ssh/authorized_keys
: >/etc/machine-id
poweroff'
}

add_swap
install_packages
write_site
start_service
run_own_script
check_site
remove_swap
say "is ready"
seal_and_power_off
