#!/bin/sh
# Runs once, when the PostgreSQL container begins with an empty folder: the app is no superuser of the server,
# to whom no right of a row applies.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --set password="$KB_PASSWORD" <<'SQL'
CREATE ROLE kb LOGIN PASSWORD :'password';
CREATE DATABASE study OWNER kb ENCODING 'UTF8' TEMPLATE template0;
SQL
