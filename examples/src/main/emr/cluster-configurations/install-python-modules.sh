#!/bin/sh
# Bootstrap action: installs the Python modules that its arguments name, on every node.
set -eu
sudo python3 -m pip install --quiet "$@"
