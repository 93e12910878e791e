"""Writes the members that the Step Functions tasks of EMR accept, in the format that the local emulator reads.

    python3 .ci/emr_task_members.py ~/.m2/repository/software/amazon/awscdk/aws-cdk-lib/VERSION/aws-cdk-lib-VERSION.jar \
        emr-launch-local/src/main/resources/io/github/emrlaunch/local/internal/emr

AWS publishes no list: connect-emr says "the syntax of RunJobFlow", and Step Functions refuses what it has not learned yet. What
AWS's own constructs send is known to be accepted, so the list is read from their JavaScript, which the jar of aws-cdk-lib
carries. One file, task-members.json; a member that is a list or a structure names the structure below "shapes".
"""

import io
import json
import pathlib
import re
import sys
import tarfile
import zipfile

LIBRARY = "package/aws-stepfunctions-tasks/lib/emr/"
TASKS = {
    "createCluster": "emr-create-cluster",
    "addStep": "emr-add-step",
    "modifyInstanceFleetByName": "emr-modify-instance-fleet-by-name",
    "modifyInstanceGroupByName": "emr-modify-instance-group-by-name",
}
# Members that the code adds at run time only: {Tags: […]} and {IdleTimeout: …} behind a condition.
SPREAD = {"createCluster": {"Tags": "Tag"}}
# awslabs/aws-emr-launch 2.0.1, aws_emr_launch/constructs/step_functions/emr_tasks.py: its state machines, which run in
# production, name these members too, all of them strings or lists that a path fills.
PYTHON_LIBRARY = ["AmiVersion", "NewSupportedProducts", "RepoUpgradeOnBoot", "SupportedProducts"]


def balanced(text, start):
    """Returns the text between the bracket at a position and its closing bracket."""
    pairs, depth, quote = {"{": "}", "(": ")", "[": "]"}, 0, None
    for i in range(start, len(text)):
        char = text[i]
        if quote:
            quote = None if char == quote else quote
        elif char in "\"'`":
            quote = char
        elif char in pairs:
            depth += 1
        elif char in pairs.values():
            depth -= 1
            if depth == 0:
                return text[start + 1 : i]
    raise ValueError("not balanced: " + text[start : start + 80])


def members(literal):
    """The members of an object literal with the text of their values."""
    found, position = {}, 0
    while position < len(literal):
        end, depth = position, 0
        while end < len(literal) and (depth or literal[end] != ","):
            depth += (literal[end] in "{([") - (literal[end] in "})]")
            end += 1
        name, colon, value = literal[position:end].partition(":")
        if colon and re.fullmatch(r"\w+", name):
            found[name] = value
        position = end + 1
    return found


class Shapes:
    def __init__(self, source):
        self.source, self.shapes = source, {"Tag": {"Key": None, "Value": None}}

    def structure(self, literal, name):
        """Names the structure of an object literal."""
        if name not in self.shapes:
            self.shapes[name] = {}
            for member, value in members(literal).items():
                self.shapes[name][member] = self.shape(value, member)
        return name

    def shape(self, value, member):
        function = re.search(r"\b(\w+)(?:Property|Config)ToJson\b", value)
        if function and not value.startswith("{"):
            body = self.source.index("function " + function.group(0) + "(")
            start = re.compile(r"return ?\{").search(self.source, body).end() - 1
            return self.structure(balanced(self.source, start), function.group(1))
        literal = re.search(r"^\{|\?\{|=>\(\{", value)
        return self.structure(balanced(value, literal.end() - 1), member) if literal else None


def main(jar, directory):
    with zipfile.ZipFile(jar) as archive:
        bundle = next(name for name in archive.namelist() if name.endswith(".jsii.tgz"))
        package = tarfile.open(fileobj=io.BytesIO(archive.read(bundle)))

    def read(name):
        return package.extractfile(LIBRARY + name).read().decode()

    shapes = Shapes(read("private/cluster-utils.js"))
    for task, file in TASKS.items():
        source = read(file + ".js")
        start = source.index("_renderParametersOrArguments({", source.index("_renderTask(")) + len(
            "_renderParametersOrArguments("
        )
        shapes.structure(balanced(source, start), task)
        shapes.shapes[task].update(SPREAD.get(task, {}))
    shapes.shapes["createCluster"].update(dict.fromkeys(PYTHON_LIBRARY))
    version = re.search(r"aws-cdk-lib@([\d.]+)\.jsii", bundle).group(1)
    rows = ",\n".join(
        f"    {json.dumps(name)}: {json.dumps(dict(sorted(shapes.shapes[name].items())))}" for name in sorted(shapes.shapes)
    )
    source = (
        f"aws-cdk-lib {version} (Apache License 2.0), aws-stepfunctions-tasks/lib/emr; of createCluster also "
        f"{', '.join(PYTHON_LIBRARY)}, which awslabs/aws-emr-launch 2.0.1 sends"
    )
    pathlib.Path(directory, "task-members.json").write_text(
        f'{{\n  "source": {json.dumps(source)},\n  "writtenBy": ".ci/emr_task_members.py",\n  "shapes": {{\n{rows}\n  }}\n}}\n'
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
