# Runs pip as the interpreter of another machine would. The first argument is that machine's environment markers as JSON, the others are
# pip's. Options of pip say for which Python and platform it chooses wheels, but it evaluates markers, those of requirements and those
# within wheels, for the interpreter that runs it: https://github.com/pypa/pip/issues/11664
import json
import runpy
import sys

from pip._vendor.packaging import markers

if not callable(getattr(markers, "default_environment", None)):
    sys.exit("ERROR: this pip has no markers.default_environment. Use pip 21.0 or later")
target = json.loads(sys.argv[1])
markers.default_environment = lambda: dict(target)
sys.argv = ["pip", *sys.argv[2:]]
runpy.run_module("pip", run_name="__main__", alter_sys=True)
