# Runs pip with the environment markers of another machine. The input is JSON in base64: the environment markers and the arguments of pip.
# Options of pip select the Python version and platform of wheels, but pip evaluates markers in requirements and wheels for the interpreter
# that runs it: https://github.com/pypa/pip/issues/11664
import sys

# The app's working directory may contain modules with any name.
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
