#!/bin/sh
# Bootstrap action, on every node: installs the Python modules in its arguments, and starts the agent of Session Manager.
set -eu
if [ $# -gt 0 ]; then
  sudo python3 -m pip install --quiet "$@"
fi
rpm -q amazon-ssm-agent >/dev/null || sudo dnf install --quiet --assumeyes amazon-ssm-agent
sudo systemctl enable --now amazon-ssm-agent
