#!/usr/bin/env bash
# Bootstrap action: installs the Python modules in its arguments on every node.
set -o errexit -o nounset
sudo python3 -m pip install --quiet -- "$@"
