"""cfn-lint over the given templates in every region.

What cannot be created in a region stands in a table of docs/regions.md; every other finding is an error. The table must say
what cfn-lint says: `--write` writes it anew.
"""

import json
import pathlib
import re
import subprocess
import sys

DOCUMENT = pathlib.Path(__file__).parent.parent / "docs" / "regions.md"
HEADER = "| resource type | rule | missing in |\n| --- | --- | --- |\n"
ROW = re.compile(r"^\| `(AWS::[^`]+)` \| `([EW]\d+)` \| (.*) \|$", re.MULTILINE)
REGION = re.compile(r"'([a-z]{2,4}(?:-[a-z]+)+-\d)'")


def findings(paths):
    """Returns the findings of cfn-lint for the templates in all regions that it knows."""
    command = [
        pathlib.Path(sys.executable).parent / "cfn-lint",
        "--regions",
        "ALL_REGIONS",
        "--format",
        "json",
        "--",
        *paths,
    ]
    answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    return json.loads(answer.stdout)


def by_region(found):
    """Returns the regions in which a resource cannot be created, by resource type and rule, and all other findings."""
    regional, others = {}, []
    for finding in found:
        regions = REGION.findall(finding["Message"])
        path = finding["Location"]["Path"]
        if regions and path and path[0] == "Resources":
            template = json.loads(pathlib.Path(finding["Filename"]).read_text())
            key = template["Resources"][path[1]]["Type"], finding["Rule"]["Id"]
            regional.setdefault(key, set()).update(regions)
        else:
            others.append(
                f"{finding['Filename']}:{finding['Location']['Start']['LineNumber']}: {finding['Rule']['Id']} {finding['Message']}"
            )
    return regional, others


def table(regional):
    rows = (
        f"| `{kind}` | `{rule}` | {', '.join(f'`{region}`' for region in sorted(regions))} |\n"
        for (kind, rule), regions in sorted(regional.items())
    )
    return HEADER + "".join(rows)


def documented(text):
    return {(kind, rule): set(re.findall(r"`([^`]+)`", regions)) for kind, rule, regions in ROW.findall(text)}


def differences(regional, text):
    """Returns a line for each row in which the page and cfn-lint differ."""
    told = documented(text)
    for key in sorted(regional.keys() | told.keys()):
        for region in sorted(regional.get(key, set()) - told.get(key, set())):
            yield f"{key[0]} cannot be created in {region} ({key[1]}), which docs/regions.md does not say"
        for region in sorted(told.get(key, set()) - regional.get(key, set())):
            yield f"{key[0]} can be created in {region}, docs/regions.md says it cannot ({key[1]})"


def main(*arguments):
    write = arguments[:1] == ("--write",)
    paths = arguments[1:] if write else arguments
    if not paths:
        sys.exit("no template found")
    regional, others = by_region(findings(paths))
    text = DOCUMENT.read_text()
    if write:
        text = (
            text[: text.index(HEADER)]
            + table(regional)
            + ROW.sub("", text[text.index(HEADER) + len(HEADER) :]).lstrip("\n")
        )
        DOCUMENT.write_text(text)
    failures = [*others, *differences(regional, text)]
    if failures:
        sys.exit("\n".join(failures))
    print(f"{len(paths)} templates")


if __name__ == "__main__":
    main(*sys.argv[1:])
