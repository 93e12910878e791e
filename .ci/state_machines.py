"""Writes every state machine of the given templates to its own file, with plausible values for references."""

import pathlib
import sys

import templates


def main(out, *paths):
    folder = pathlib.Path(out)
    folder.mkdir(parents=True)
    count = 0
    for template in templates.load(paths):
        for logical_id, definition in template.state_machines():
            (folder / f"{template.name.replace('/', '-')}-{logical_id}.asl.json").write_text(definition)
            count += 1
    if count == 0:
        sys.exit("no state machine found")
    print(f"{count} state machines")


if __name__ == "__main__":
    main(*sys.argv[1:])
