#!/bin/sh
# The command `minqing` as the services see it: their user, settings and keys. Install as /usr/local/bin/minqing.
# A file that root made in a site folder would stop the worker, so root becomes the services' user here.
set -eu
umask 027
settings=${MINQING_SETTINGS:-/etc/minqing/minqing.env}
program=${MINQING_PROGRAM:-/opt/minqing/bin/minqing.mjs}
user=${MINQING_USER:-minqing}

if [ ! -r "$settings" ]; then
  echo "minqing: $settings cannot be read" >&2
  echo "  fix: run this with sudo, or as a member of the group $user" >&2
  exit 2
fi
# Read as systemd reads it: a value is what follows the sign of equality, and nothing in it is carried out.
while IFS= read -r line || [ -n "$line" ]; do
  case $line in
  '' | '#'* | ';'*) ;;
  *=*) export "$line" ;;
  esac
done <"$settings"

if [ "$(id -u)" = 0 ]; then exec setpriv --reuid "$user" --regid "$user" --init-groups node "$program" "$@"; fi
exec node "$program" "$@"
