"""aws-emr-launch 2.0.1 itself, the Python library, loads what the templates store.

Usage: python_library.py TEMPLATE...
"""

import os
import sys
import warnings

from templates import ACCOUNT, REGION, Template

# The library takes its version from pkg_resources, its client and credentials from the environment.
warnings.simplefilter("ignore")
os.environ |= {"AWS_ACCESS_KEY_ID": "nobody", "AWS_SECRET_ACCESS_KEY": "nothing", "AWS_DEFAULT_REGION": REGION}

import aws_cdk  # noqa: E402
import boto3  # noqa: E402
from aws_emr_launch.constructs.emr_constructs.cluster_configuration import ClusterConfiguration  # noqa: E402
from aws_emr_launch.constructs.emr_constructs.emr_profile import EMRProfile  # noqa: E402
from aws_emr_launch.constructs.step_functions.emr_launch_function import EMRLaunchFunction  # noqa: E402
from moto import mock_aws  # noqa: E402

LOADERS = {
    "emr_profiles": EMRProfile.from_stored_profile,
    "cluster_configurations": ClusterConfiguration.from_stored_configuration,
    "emr_launch_functions": EMRLaunchFunction.from_stored_function,
}


def stored(template):
    """Name and text of each definition that the template stores and that the library has a loader for."""
    for resource in template.resources.values():
        if resource["Type"] == "AWS::SSM::Parameter":
            properties = template.resolve(resource["Properties"])
            _, *levels = properties.get("Name", "").split("/")
            # A definition of more than one parameter is for us only.
            if len(levels) == 4 and levels[1] in LOADERS and not properties["Value"].startswith("emr-launch-parts/"):
                yield tuple(levels[1:]), properties["Value"]


def main(paths):
    definitions = dict(definition for path in paths for definition in stored(Template(path)))
    app = aws_cdk.App()
    stack = aws_cdk.Stack(app, "Loading", env=aws_cdk.Environment(account=ACCOUNT, region=REGION))
    loaded, failures = dict.fromkeys(LOADERS, 0), []
    with mock_aws():
        for levels, text in definitions.items():
            boto3.client("ssm").put_parameter(
                Name="/".join(("/emr_launch", *levels)), Value=text, Type="String", Tier="Intelligent-Tiering"
            )
        for kind, namespace, name in sorted(definitions):
            try:
                LOADERS[kind](stack, f"{kind}-{namespace}-{name}", name, namespace)
                loaded[kind] += 1
            except Exception as e:
                failures.append(f"{kind}/{namespace}/{name}: {type(e).__name__}: {e}")
    app.synth()
    print(", ".join(f"{count} {kind}" for kind, count in loaded.items()))
    missing = [f"no template stores {kind}" for kind, count in loaded.items() if count == 0]
    sys.exit("\n".join(failures + missing) or None)


if __name__ == "__main__":
    main(sys.argv[1:])
