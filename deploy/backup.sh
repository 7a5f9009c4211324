#!/bin/sh
# Copies what cannot be made again: a site's folder with its warehouse, its exports, the settings and keys of
# /etc/minqing, and the digest that a restored copy must have.
#   backup.sh SITE_FOLDER BACKUP_FOLDER
# Nobody may write meanwhile: the worker is stopped after the step under way and started again; the run it works on
# waits at the server and goes on. A `minqing run` or `publish` by hand must not be running.
# Needs root. The copy holds personal data and keys: only its owner may read it.
# MINQING_STOP and MINQING_START replace the commands; `true` where there is no worker.
set -eu
umask 077

if [ $# -ne 2 ] || [ ! -f "$1/site.yaml" ]; then
  echo 'use: backup.sh SITE_FOLDER BACKUP_FOLDER' >&2
  exit 2
fi
site=$(realpath "$1")
name=$(basename "$site")
warehouse=$site/.minqing/warehouse.duckdb
if [ ! -f "$warehouse" ]; then
  echo "backup.sh: $warehouse is not there" >&2
  echo '  fix: run the site first; copy a warehouse that lies elsewhere, or a DuckLake, as docs/runbook.md says' >&2
  exit 2
fi
mkdir -p "$2"
backups=$(realpath "$2")
config=${MINQING_CONFIG:-/etc/minqing}
copy=$backups/$name-$(date -u +%Y%m%dT%H%M%SZ)
mkdir "$copy.incoming"

trap '${MINQING_START:-systemctl start minqing-worker}' EXIT
${MINQING_STOP:-systemctl stop minqing-worker}

# A writer that is there all the same is named here, before anything is copied.
${MINQING:-minqing} digest "$site" --json >"$copy.incoming/digest.json"
mkdir -p "$copy.incoming/site/.minqing"
tar -C "$site" --exclude=./.minqing --exclude=./.build --exclude=./site --exclude=./site.incoming --exclude=./exports \
  -cf - . | tar -C "$copy.incoming/site" -xf -
for file in "$warehouse" "$warehouse.wal"; do
  if [ -f "$file" ]; then cp --reflink=auto --preserve=timestamps "$file" "$copy.incoming/site/.minqing/"; fi
done
if [ -d "$config" ]; then cp -Rp "$config" "$copy.incoming/config"; fi
# Exports never change once landed: one growing copy serves all backups of the site.
if [ -d "$site/exports" ]; then
  mkdir -p "$backups/$name-exports"
  cp -RuL --preserve=timestamps "$site/exports/." "$backups/$name-exports/"
fi
sync
mv "$copy.incoming" "$copy"
echo "$copy"
