"""Writes every state machine of the given templates to a file of its own, references filled in with plausible values."""

import json
import pathlib
import sys

PSEUDO = {"AWS::Partition": "aws", "AWS::Region": "eu-west-1", "AWS::AccountId": "123456789012"}


def text(value):
    if isinstance(value, str):
        return value
    if "Fn::Join" in value:
        separator, parts = value["Fn::Join"]
        return separator.join(text(part) for part in parts)
    if value.get("Ref") in PSEUDO:
        return PSEUDO[value["Ref"]]
    return "arn:aws:lambda:eu-west-1:123456789012:function:reference"


def main(out, *templates):
    folder = pathlib.Path(out)
    folder.mkdir(parents=True)
    count = 0
    for template in map(pathlib.Path, templates):
        for logical_id, resource in json.loads(template.read_text())["Resources"].items():
            if resource["Type"] == "AWS::StepFunctions::StateMachine":
                machine = text(resource["Properties"]["DefinitionString"])
                (folder / f"{template.parent.name}-{logical_id}.asl.json").write_text(machine)
                count += 1
    if count == 0:
        sys.exit("no state machine found")
    print(f"{count} state machines")


main(*sys.argv[1:])
