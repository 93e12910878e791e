#!/bin/sh
# Bootstrap action, on every node: installs the Python modules that its arguments name, and has the agent run that Session Manager
# talks to.
set -eu
if [ $# -gt 0 ]; then
  sudo python3 -m pip install --quiet "$@"
fi
rpm -q amazon-ssm-agent >/dev/null || sudo dnf install --quiet --assumeyes amazon-ssm-agent
sudo systemctl enable --now amazon-ssm-agent
