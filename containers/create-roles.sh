#!/bin/sh
# Run once by the PostgreSQL image on an empty volume: the login of the processes, which may not change what must stay as it was written,
# and a role and databases for Temporal.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set process_password="$PROCESS_PASSWORD" --set temporal_password="$TEMPORAL_PASSWORD" <<'SQL'
create role chengban_app nologin;
create role chengban_process login password :'process_password' in role chengban_app;
create role temporal login password :'temporal_password';
create database temporal owner temporal;
create database temporal_visibility owner temporal;
SQL
