# A throw-away PostgreSQL server for the tests: its own folder, a free port, no durability.
# Sourced by ./test; `start_postgres` exports RATHAUS_TEST_POSTGRES, `stop_postgres` leaves nothing.

postgres_folder=""

# PostgreSQL refuses to run as root; then the user of its package runs it.
as_postgres() {
  if ((EUID == 0)); then
    (cd / && runuser -u postgres -- "$@")
  else
    "$@"
  fi
}

free_port() {
  local port
  for _ in $(seq 50); do
    port=$((20000 + RANDOM % 12000))
    # Nobody answers: the port is free.
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  fail "No free port found for PostgreSQL."
}

start_postgres() {
  local bin port
  bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  port=$(free_port)
  postgres_folder=$(mktemp -d "${TMPDIR:-/tmp}/rathaus-postgres.XXXXXX")
  if ((EUID == 0)); then chown postgres "$postgres_folder"; fi
  as_postgres "$bin/initdb" --pgdata="$postgres_folder/data" --username=postgres --auth=trust \
    --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$postgres_folder.log" 2>&1 ||
    { cat "$postgres_folder.log" >&2; fail "PostgreSQL could not be set up."; }
  cat >>"$postgres_folder/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
max_connections = 400
fsync = off
synchronous_commit = off
full_page_writes = off
CONF
  as_postgres "$bin/pg_ctl" start --pgdata="$postgres_folder/data" --wait --timeout=60 \
    --log="$postgres_folder/server.log" >>"$postgres_folder.log" 2>&1 ||
    { cat "$postgres_folder/server.log" >&2; fail "PostgreSQL does not start."; }
  export RATHAUS_TEST_POSTGRES="host=127.0.0.1 port=$port user=postgres"
  say "PostgreSQL listens on port $port"
}

# Stops the server by the process id in its own folder; says nothing, so that the last lines of a
# run are those of the tests.
stop_postgres() {
  [[ -n $postgres_folder ]] || return 0
  local bin
  bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  as_postgres "$bin/pg_ctl" stop --pgdata="$postgres_folder/data" --mode=immediate >/dev/null 2>&1 || true
  rm -rf "$postgres_folder" "$postgres_folder.log"
  postgres_folder=""
}
