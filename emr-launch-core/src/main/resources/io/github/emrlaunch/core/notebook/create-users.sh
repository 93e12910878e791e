#!/usr/bin/env bash
# Step: creates JupyterHub's users. Each argument is USER=SECRET, where SECRET is the ARN of the Secrets Manager secret with the
# user's password as plain text. The script is idempotent: an existing user gets the current password from the secret.
#
# Passwords are passed through standard input only. Every process can see arguments, and printed text is written to the logs.
set -o errexit -o nounset -o pipefail
set +o xtrace

readonly hub="https://$(hostname):9443/hub/api"
readonly attempts=60

fail() {
  printf 'create-users: %s\n' "$1" >&2
  exit 1
}

in_container() {
  sudo docker exec --interactive jupyterhub "$@"
}

# Applications are installed when a step runs, but the container may still be starting.
await_container() {
  local attempt
  for ((attempt = 1; attempt <= attempts; attempt++)); do
    if in_container true </dev/null >/dev/null 2>&1; then
      return
    fi
    sleep 5
  done
  fail 'the container jupyterhub is not running. Is JupyterHub one of the applications of the cluster?'
}

# Prints a token of the administrator for JupyterHub's API.
hub_token() {
  in_container /opt/conda/bin/jupyterhub token jovyan </dev/null | tail -n 1
}

password() {
  local secret="$1" region text
  region="$(cut -d : -f 4 <<<"$secret")"
  text="$(aws secretsmanager get-secret-value --region "$region" --secret-id "$secret" --query SecretString --output text)"
  # chpasswd would treat a second line as another user.
  [[ -n "$text" && "$text" != None && "$text" != *$'\n'* && "$text" != *$'\r'* ]] || return 1
  printf '%s' "$text"
}

create_account() {
  local user="$1" text="$2"
  if ! in_container id -u "$user" </dev/null >/dev/null 2>&1; then
    in_container useradd --create-home --shell /bin/bash --no-user-group "$user" </dev/null || return 1
  fi
  printf '%s:%s\n' "$user" "$text" | in_container chpasswd
}

# The hub runs on this machine, with a self-signed certificate.
add_to_hub() {
  local user="$1" token="$2" status attempt
  for ((attempt = 1; attempt <= attempts; attempt++)); do
    status="$(printf 'header = "Authorization: token %s"\n' "$token" |
      curl --config - --silent --insecure --request POST --output /dev/null --write-out '%{http_code}' "$hub/users/$user" || true)"
    case "$status" in
    201 | 409) return ;; # created, or exists already
    000 | 5??) sleep 5 ;; # not running yet
    *) break ;;
    esac
  done
  fail "JupyterHub refused the user $user: HTTP status $status"
}

[[ $# -gt 0 ]] || fail 'no users given. Usage: create-users.sh USER=SECRET...'
for argument in "$@"; do
  [[ "$argument" =~ ^[a-z_][a-z0-9_-]{0,31}=arn:[^[:space:]]+$ ]] || fail "not USER=SECRET: $argument"
done

await_container
token="$(hub_token)"
[[ -n "$token" ]] || fail 'JupyterHub returned no token for its administrator'
for argument in "$@"; do
  user="${argument%%=*}"
  text="$(password "${argument#*=}")" ||
    fail "the secret of the user $user could not be read, or is not one line of text: ${argument#*=}"
  create_account "$user" "$text" || fail "the account of the user $user could not be created in the container"
  add_to_hub "$user" "$token"
  printf 'create-users: %s can log in\n' "$user"
done
