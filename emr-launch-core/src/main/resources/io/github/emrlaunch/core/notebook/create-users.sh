#!/usr/bin/env bash
# Step: gives JupyterHub its users. Each argument is USER=SECRET, where SECRET is the ARN of the secret in Secrets Manager whose
# text is the user's password. May run again: a user that is there gets what the secret says now.
#
# A password is only ever on its way from one standard input to the next. Arguments can be seen by every process, and what is
# printed goes to the logs.
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

# Applications are installed when a step runs, the container may still be starting.
await_container() {
  local attempt
  for ((attempt = 1; attempt <= attempts; attempt++)); do
    if in_container true </dev/null >/dev/null 2>&1; then
      return
    fi
    sleep 5
  done
  fail 'the container jupyterhub does not run. Is JupyterHub one of the applications of the cluster?'
}

# A token of the administrator, with which JupyterHub's API can be used.
hub_token() {
  in_container /opt/conda/bin/jupyterhub token jovyan </dev/null | tail -n 1
}

password() {
  local secret="$1" region text
  region="$(cut -d : -f 4 <<<"$secret")"
  text="$(aws secretsmanager get-secret-value --region "$region" --secret-id "$secret" --query SecretString --output text)"
  # With more than one line, chpasswd would take the second for another user.
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

# The hub answers on this machine, with a certificate that it has signed itself.
add_to_hub() {
  local user="$1" token="$2" status attempt
  for ((attempt = 1; attempt <= attempts; attempt++)); do
    status="$(printf 'header = "Authorization: token %s"\n' "$token" |
      curl --config - --silent --insecure --request POST --output /dev/null --write-out '%{http_code}' "$hub/users/$user" || true)"
    case "$status" in
    201 | 409) return ;; # made, or there already
    000 | 5??) sleep 5 ;; # not up yet
    *) break ;;
    esac
  done
  fail "JupyterHub did not take the user $user: HTTP status $status"
}

[[ $# -gt 0 ]] || fail 'no users given. Usage: create-users.sh USER=SECRET...'
for argument in "$@"; do
  [[ "$argument" =~ ^[a-z_][a-z0-9_-]{0,31}=arn:[^[:space:]]+$ ]] || fail "not USER=SECRET: $argument"
done

await_container
token="$(hub_token)"
[[ -n "$token" ]] || fail 'JupyterHub gave no token for its administrator'
for argument in "$@"; do
  user="${argument%%=*}"
  text="$(password "${argument#*=}")" ||
    fail "the secret of the user $user could not be read, or is not one line of text: ${argument#*=}"
  create_account "$user" "$text" || fail "the account of the user $user could not be made in the container"
  add_to_hub "$user" "$token"
  printf 'create-users: %s can log in\n' "$user"
done
