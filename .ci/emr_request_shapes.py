"""Writes the shapes of EMR's and EMR Serverless' requests, from botocore's models, for the checks at synth and for the local emulator.

    pip install botocore
    python3 .ci/emr_request_shapes.py emr 2026-11-20
    python3 .ci/emr_request_shapes.py emr-serverless 2026-11-20

The arguments are the service and the day of that version of botocore. One file a service: version and day of botocore,
the input of each operation, and every shape that an input is made of, one a line. Two things are left out of botocore's model:
what answers are made of, and documentation. The same version and day give the same bytes.
"""

import json
import pathlib
import sys

import botocore
from botocore.loaders import Loader

SERVICES = {
    "emr": (
        "2009-03-31",
        "emr-launch-definitions/src/main/resources/io/github/emrlaunch/definitions/emr-request-shapes.json",
    ),
    "emr-serverless": (
        "2021-07-13",
        "emr-launch-local/src/main/resources/io/github/emrlaunch/local/internal/serverless/request-shapes.json",
    ),
}
CONSTRAINTS = ("required", "enum", "min", "max", "pattern")


def reached(shapes, name, found):
    """Adds a shape and its members' shapes to the result."""
    if name in found:
        return
    shape = shapes[name]
    found[name] = {"type": shape["type"], **{key: shape[key] for key in CONSTRAINTS if key in shape}}
    if shape["type"] == "structure":
        found[name]["members"] = {member: ref["shape"] for member, ref in shape["members"].items()}
        inner = found[name]["members"].values()
    else:
        inner = [shape[part]["shape"] for part in ("member", "key", "value") if part in shape]
        if inner:
            found[name]["element"] = inner[-1]
        if shape["type"] == "map":
            found[name]["key"] = inner[0]
    for other in inner:
        reached(shapes, other, found)


def main(service, day):
    version, file = SERVICES[service]
    model = Loader().load_service_model(service, "service-2", version)
    operations, shapes = {}, {}
    for name, operation in sorted(model["operations"].items()):
        errors = [error["shape"] for error in operation.get("errors", [])]
        operations[name] = {
            "input": operation["input"]["shape"],
            "modelsInvalidRequest": "InvalidRequestException" in errors,
        }
        reached(model["shapes"], operation["input"]["shape"], shapes)

    def table(rows):
        return ",\n".join(f"    {json.dumps(key)}: {json.dumps(rows[key])}" for key in sorted(rows))

    source = f"botocore {botocore.__version__} of {day} (Apache License 2.0), data/{service}/{version}/service-2.json"
    pathlib.Path(file).write_text(
        f'{{\n  "source": {json.dumps(source)},\n  "writtenBy": ".ci/emr_request_shapes.py",\n'
        f'  "operations": {{\n{table(operations)}\n  }},\n  "shapes": {{\n{table(shapes)}\n  }}\n}}\n'
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
