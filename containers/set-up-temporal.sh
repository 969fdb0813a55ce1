#!/bin/sh
# Temporal's tables, made or brought up to date, before its server starts. Safe to run again.
set -eu
for name in temporal temporal_visibility; do
  folder=$([ "$name" = temporal ] && echo temporal || echo visibility)
  tool="temporal-sql-tool --plugin postgres12 --endpoint postgres --port 5432 --user temporal --database $name"
  $tool setup-schema --version 0.0
  $tool update-schema --schema-dir "/etc/temporal/schema/postgresql/v12/$folder/versioned"
done
