#!/usr/bin/env bash
# Step: connects JupyterHub to an LDAP directory. The argument is JSON in base64: the settings of LDAPAuthenticator. The script is
# idempotent. https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-jupyterhub-ldap-users.html
set -o errexit -o nounset -o pipefail
set +o xtrace

# The last version for JupyterHub before 4, which EMR installs.
readonly plugin='jupyterhub-ldapauthenticator==1.3.2'
readonly settings=/etc/jupyter/conf/jupyterhub_config.py
readonly begin='# emr-launch: directory'
readonly end='# emr-launch: end of directory'
readonly hub="https://$(hostname):9443/hub/api"
readonly attempts=60

fail() {
  printf 'connect-directory: %s\n' "$1" >&2
  exit 1
}

in_container() {
  sudo docker exec --interactive jupyterhub "$@"
}

# A user gets an account in the container at the first login, since notebooks run in it. System accounts and the administrator are refused.
directory_settings() {
  cat <<PYTHON
$begin
import base64
import json
import pwd
import subprocess

c.JupyterHub.authenticator_class = "ldapauthenticator.LDAPAuthenticator"
for name, value in json.loads(base64.b64decode("$1")).items():
    setattr(c.LDAPAuthenticator, name, value)
c.Authenticator.blocked_users = {"jovyan"}


def create_account(spawner):
    name = spawner.user.name
    try:
        uid = pwd.getpwnam(name).pw_uid
    except KeyError:
        subprocess.run(["useradd", "--create-home", "--shell", "/bin/bash", "--no-user-group", name], check=True)
        return
    if uid < 1000:
        raise PermissionError(name + " is a system account")


c.Spawner.pre_spawn_hook = create_account
$end
PYTHON
}

[[ $# -eq 1 && "$1" =~ ^[A-Za-z0-9+/]+=*$ ]] || fail 'Usage: connect-directory.sh SETTINGS'

in_container /opt/conda/bin/pip install --quiet "$plugin" </dev/null || fail "$plugin could not be installed in the container"
sudo sed -i "/^$begin\$/,/^$end\$/d" "$settings"
directory_settings "$1" | sudo tee -a "$settings" >/dev/null

token="$(in_container /opt/conda/bin/jupyterhub token jovyan </dev/null | tail -n 1)"
[[ -n "$token" ]] || fail 'JupyterHub returned no token for its administrator'
# EMR restarts JupyterHub.
for ((attempt = 1; attempt <= attempts; attempt++)); do
  status="$(printf 'header = "Authorization: token %s"\n' "$token" |
    curl --config - --silent --insecure --request POST --data '{"servers": true}' --output /dev/null --write-out '%{http_code}' "$hub/shutdown" || true)"
  case "$status" in
  20?)
    printf 'connect-directory: users of the directory can log in\n'
    exit
    ;;
  000 | 5??) sleep 5 ;; # not running yet
  *) break ;;
  esac
done
fail "JupyterHub did not restart: HTTP status $status"
