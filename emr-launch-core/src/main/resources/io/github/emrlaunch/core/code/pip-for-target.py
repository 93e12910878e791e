# Runs pip as the interpreter of another machine would. The input is JSON in base64: that machine's environment markers, and pip's arguments.
# Options of pip say for which Python and platform it chooses wheels, but it evaluates markers, those of requirements and those within wheels,
# for the interpreter that runs it: https://github.com/pypa/pip/issues/11664
import sys

# The folder in which the app runs may have a module of any name.
sys.path[:] = [path for path in sys.path if path not in ("", ".")]

import base64
import json
import runpy

from pip._vendor.packaging import markers

if not callable(getattr(markers, "default_environment", None)):
    sys.exit("ERROR: this pip has no markers.default_environment. Use pip 21.0 or later")
given = json.loads(base64.b64decode("INPUT"))
target = json.loads(given["markers"])
markers.default_environment = lambda: dict(target)
sys.argv = ["pip", *given["arguments"]]
runpy.run_module("pip", run_name="__main__", alter_sys=True)
