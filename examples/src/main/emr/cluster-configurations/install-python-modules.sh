#!/bin/sh
# Bootstrap action: installs the Python modules in its arguments on every node.
set -eu
sudo python3 -m pip install --quiet "$@"
