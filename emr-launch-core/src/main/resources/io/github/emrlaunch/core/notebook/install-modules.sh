#!/usr/bin/env bash
# Bootstrap action: installs the Python modules that its arguments name, on every node.
set -o errexit -o nounset
sudo python3 -m pip install --quiet -- "$@"
