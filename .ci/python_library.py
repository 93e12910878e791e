"""aws-emr-launch 2.0.1 itself, the Python library, loads what the templates store, and has the public names that a list has.

Usage: python_library.py LIST TEMPLATE...
"""

import ast
import os
import pathlib
import sys
import warnings

from templates import ACCOUNT, REGION, Template

# The library takes its version from pkg_resources, its client and credentials from the environment.
warnings.simplefilter("ignore")
os.environ |= {"AWS_ACCESS_KEY_ID": "nobody", "AWS_SECRET_ACCESS_KEY": "nothing", "AWS_DEFAULT_REGION": REGION}

import aws_cdk  # noqa: E402
import aws_emr_launch  # noqa: E402
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
    """Yields name and text of each definition in the template that the library can load."""
    for resource in template.resources.values():
        if resource["Type"] == "AWS::SSM::Parameter":
            properties = template.resolve(resource["Properties"])
            _, *levels = properties.get("Name", "").split("/")
            # Only this project reads a definition of more than one parameter.
            if len(levels) == 4 and levels[1] in LOADERS and not properties["Value"].startswith("emr-launch-parts/"):
                yield tuple(levels[1:]), properties["Value"]


def public(names):
    return (name for name in names if not name.startswith("_"))


def names(body):
    """The names that a module or a class defines, with those of its classes."""
    for node in body:
        if isinstance(node, ast.Assign):
            yield from public(target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield from public([node.name])
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{member}" for member in names(node.body))


def symbols():
    """Returns module and name of everything in the package."""
    root = pathlib.Path(aws_emr_launch.__file__).parent
    for source in root.rglob("*.py"):
        module = source.relative_to(root.parent).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
        for name in names(ast.parse(source.read_text()).body):
            yield f"{module} {name}"


def load(paths):
    """Loads every definition of the templates and returns the errors."""
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
    return failures + missing


def main(symbols_file, *paths):
    listed = set(pathlib.Path(symbols_file).read_text().splitlines())
    differences = [f"only the list or only the package has {symbol}" for symbol in sorted(listed ^ set(symbols()))]
    sys.exit("\n".join(differences + load(paths)) or None)


if __name__ == "__main__":
    main(*sys.argv[1:])
