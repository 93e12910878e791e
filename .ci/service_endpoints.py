"""Writes the hosts of the services that the Lambda functions call, as botocore's endpoint rules give them.

    pip install botocore
    python3 .ci/service_endpoints.py emr-launch-lambdas/src/test/resources

One file, service-endpoints.tsv, one line for a service in a region: service, region, DNS suffix of the partition, host, host of
the FIPS endpoint ("-" where the partition has none). Whether a service runs in a region is not asked: the rules give a host for
each. The same version of botocore gives the same bytes.
"""

import pathlib
import sys

import botocore
from botocore.endpoint_provider import EndpointProvider
from botocore.loaders import Loader

# Prefix of the host (the signing name of the service), and botocore's folder.
SERVICES = {
    "elasticmapreduce": "emr",
    "emr-serverless": "emr-serverless",
    "secretsmanager": "secretsmanager",
    "ssm": "ssm",
    "states": "stepfunctions",
}


def host(provider, region, fips):
    url = provider.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=False).url
    name = url.removeprefix("https://")
    if name == url or "/" in name:
        raise ValueError(url)
    return name


def main(directory):
    loader = Loader()
    partitions = loader.load_data("partitions")
    lines = []
    for service, folder in SERVICES.items():
        provider = EndpointProvider(loader.load_service_model(folder, "endpoint-rule-set-1"), partitions)
        for partition in partitions["partitions"]:
            outputs = partition["outputs"]
            for region in partition["regions"]:
                if region.endswith("-global"):
                    continue
                fips = host(provider, region, True) if outputs["supportsFIPS"] else "-"
                lines.append([service, region, outputs["dnsSuffix"], host(provider, region, False), fips])
    source = f"botocore {botocore.__version__} (Apache License 2.0), partitions.json and endpoint-rule-set-1.json"
    rows = [f"# {source}", "# written by .ci/service_endpoints.py", *("\t".join(line) for line in sorted(lines))]
    pathlib.Path(directory, "service-endpoints.tsv").write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
