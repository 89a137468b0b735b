#!/bin/bash
# Makes an image of Amazon Linux names of the Debian root in which it runs, after the files of layer/ have been copied there.
set -euo pipefail

share=/usr/share/amazon-linux

# Until a package is installed, its commands and units do not exist. Libraries and modules stay where they are.
hide_packages() {
  local package move file
  for package in "$share"/packages/*; do
    (
      # shellcheck disable=SC1091
      . "$package/package"
      for move in $MOVES; do
        mkdir -p "$(dirname "$package/files${move#*=}")"
        cp -aL "${move%=*}" "$package/files${move#*=}"
      done
      for file in $HIDES; do
        dpkg --listfiles "$file" | sed -nE '\,^(/usr)?/s?bin/.|/systemd/system/.+[.],p' | xargs --no-run-if-empty rm -f
      done
    )
  done
  # Links of Debian's alternatives and aliases, which now lead nowhere.
  find /usr/bin /usr/sbin /etc/alternatives /etc/systemd/system -xtype l -delete
  # The scripts in init.d would become units.
  rm -rf /var/www /etc/apache2 /etc/cron.d /etc/logrotate.d /etc/init.d /etc/rc?.d
}

configure_services() {
  # Debian's name of sshd.service; what would wait for a terminal, or download Debian's packages.
  rm -f /etc/systemd/system/*.wants/{ssh,apt-*,dpkg-*,phpsessionclean,e2scrub*,fstrim,getty*,systemd-pstore}*
  rm -f /etc/systemd/system/sshd.service /usr/lib/systemd/system/ssh{,@}.{service,socket}
  systemctl --quiet mask getty.target console-getty.service apt-daily.timer apt-daily-upgrade.timer \
    cloud-init-hotplugd.socket systemd-networkd-wait-online.service
  systemctl --quiet enable sshd.service
  systemctl --quiet set-default multi-user.target
}

create_groups() {
  groupadd --system wheel
  echo '%wheel ALL=(ALL) ALL' >/etc/sudoers.d/wheel
}

# systemd fills an empty machine-id, but copies that of D-Bus if it has one; cloud-init creates the host keys.
remove_identity() {
  : >/etc/machine-id
  rm -f /var/lib/dbus/machine-id /etc/hostname /etc/ssh/ssh_host_*
}

hide_packages
configure_services
create_groups
install -d /etc/sysconfig /var/lib/amazon-linux
ln -sfn dnf /usr/bin/yum
# Amazon Linux has neither.
rm -f /usr/bin/apt* /etc/motd /etc/issue /etc/debian_version
rm -rf /etc/update-motd.d
update-ca-certificates >/dev/null 2>&1
remove_identity
