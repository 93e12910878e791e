"""Writes the AWS managed policies that moto publishes in the format that the local emulator reads.

    pip install -r .ci/requirements-moto.txt
    python3 .ci/aws_managed_policies.py emr-launch-local/src/main/resources/io/github/emrlaunch/local/internal/iam

Two files: aws-managed-policies.gz, a policy a line, its path and name, a tab and its document as JSON; and
aws-managed-policies.txt, which says where they come from. The same version of moto gives the same bytes.
"""

import gzip
import json
import pathlib
import sys
from importlib.metadata import version

from moto.iam.aws_managed_policies import aws_managed_policies_data


def main(directory):
    policies = json.loads(aws_managed_policies_data)
    lines = sorted(
        policy["Path"] + name + "\t" + json.dumps(policy["Document"], separators=(",", ":"), sort_keys=True)
        for name, policy in policies.items()
    )
    newest = max(policy.get("UpdateDate", policy["CreateDate"]) for policy in policies.values())
    folder = pathlib.Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "aws-managed-policies.gz", "wb") as file:
        with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=file, mtime=0) as compressed:
            compressed.write(("\n".join(lines) + "\n").encode())
    (folder / "aws-managed-policies.txt").write_text(
        f"aws-managed-policies.gz: {len(policies)} AWS managed policies, the newest of {newest[:10]}.\n"
        f"Source: moto {version('moto')} (Apache License 2.0), moto/iam/aws_managed_policies.py, which moto's\n"
        "maintainers read from IAM's ListPolicies and GetPolicyVersion.\n"
        "Written by .ci/aws_managed_policies.py.\n"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
