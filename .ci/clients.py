"""Uses a local emulator as users do: with boto3 and with the AWS CLI.

The emulator at the given endpoint, which `emr-launch-local serve` runs in its default mode, has deployed the example
plain-cluster. Each client lists and reads parameters, starts a launch and follows it, waits for the cluster, adds a step and waits
for it, and lets the cluster end. It puts files into a bucket, lists them, gets them back and deletes them. boto3 does to objects what
else the emulator's S3 has, with the bucket in the path and in the host.
"""

import hashlib

import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

REGION = "us-east-1"
MACHINE = f"arn:aws:states:{REGION}:123456789012:stateMachine:default_brioche"
PREFIX = "/emr_launch"
PARAMETER = f"{PREFIX}/emr_launch_functions/default/brioche"
ARGUMENTS = ["spark-submit", "s3://code/step.py"]
DEADLINE = 120
# The emulator advances its clock for a client that polls, so no wait is needed.
WAITER = {"Delay": 1, "MaxAttempts": 10}
PART = 5 << 20
ODD_KEYS = [
    "k", "k/v", "k/v/w", "a//b", "end/", "/lead", "..", "../x", "a/./b", "a b+c", "%20", "a%2Fb", "ds=1%3A0/p", "%%o", "\u00fc", "e\u0301",
    "<&>\"'", "a\\b", "x" * 300 + "/y", "\U0001f600", "tab\t", "line\n", " ", "CON", ".", "_SUCCESS",
]  # fmt: skip


class Boto3:
    """Performs all checks with boto3."""

    def __init__(self, endpoint):
        # An access key that does not exist, so that no real one is ever sent.
        session = boto3.Session("AKIACLIENTS000000000", "emulator", region_name=REGION)
        self.ssm, self.states, self.emr, self.s3 = (
            session.client(name, endpoint_url=endpoint) for name in ("ssm", "stepfunctions", "emr", "s3")
        )

    def parameter_names(self):
        pages = self.ssm.get_paginator("get_parameters_by_path").paginate(Path=PREFIX, Recursive=True)
        return [parameter["Name"] for page in pages for parameter in page["Parameters"]]

    def parameter(self, name):
        return self.ssm.get_parameter(Name=name)["Parameter"]["Value"]

    def start(self, machine, execution_input):
        return self.states.start_execution(stateMachineArn=machine, input=execution_input)["executionArn"]

    def execution(self, arn):
        return self.states.describe_execution(executionArn=arn)

    def events(self, arn):
        pages = self.states.get_paginator("get_execution_history").paginate(executionArn=arn)
        return [event["type"] for page in pages for event in page["events"]]

    def wait_for_cluster(self, cluster):
        self.emr.get_waiter("cluster_running").wait(ClusterId=cluster, WaiterConfig=WAITER)

    def add_step(self, cluster):
        step = {
            "Name": "boto3",
            "ActionOnFailure": "CONTINUE",
            "HadoopJarStep": {"Jar": "command-runner.jar", "Args": ARGUMENTS},
        }
        return self.emr.add_job_flow_steps(JobFlowId=cluster, Steps=[step])["StepIds"][0]

    def wait_for_step(self, cluster, step):
        self.emr.get_waiter("step_complete").wait(ClusterId=cluster, StepId=step, WaiterConfig=WAITER)

    def step(self, cluster, step):
        return self.emr.describe_step(ClusterId=cluster, StepId=step)["Step"]

    def terminate(self, cluster):
        self.emr.terminate_job_flows(JobFlowIds=[cluster])

    def wait_for_end(self, cluster):
        self.emr.get_waiter("cluster_terminated").wait(ClusterId=cluster, WaiterConfig=WAITER)

    def make_bucket(self, bucket):
        self.s3.create_bucket(Bucket=bucket)

    def upload(self, folder, bucket):
        for file in sorted(folder.rglob("*.*")):
            self.s3.upload_file(str(file), bucket, f"in/{file.relative_to(folder)}")

    def keys(self, bucket):
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"PageSize": 1})
        return [found["Key"] for page in pages for found in page["Contents"]]

    def download(self, bucket, key, file):
        self.s3.download_file(bucket, key, str(file))

    def remove(self, bucket):
        self.s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in self.keys(bucket)]})
        self.s3.delete_bucket(Bucket=bucket)


class Cli:
    """Performs the checks with version 1 of the AWS CLI, which takes the endpoint of every service from its option."""

    def __init__(self, endpoint):
        self.command = [pathlib.Path(sys.executable).with_name("aws"), "--endpoint-url", endpoint, "--output", "json"]
        unset = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        self.environment = {
            **unset,
            "AWS_ACCESS_KEY_ID": "AKIACLIENTS000000000",
            "AWS_SECRET_ACCESS_KEY": "emulator",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def aws(self, *arguments):
        printed = self.printed(*arguments)
        return json.loads(printed) if printed.strip() else {}

    def printed(self, *arguments):
        done = subprocess.run(
            [*self.command, *arguments], env=self.environment, capture_output=True, text=True, check=False, timeout=DEADLINE
        )
        if done.returncode != 0:
            sys.exit(f"aws {' '.join(arguments)}: {done.stderr}")
        return done.stdout

    def parameter_names(self):
        found = self.aws("ssm", "get-parameters-by-path", "--path", PREFIX, "--recursive")
        return [parameter["Name"] for parameter in found["Parameters"]]

    def parameter(self, name):
        return self.aws("ssm", "get-parameter", "--name", name)["Parameter"]["Value"]

    def start(self, machine, execution_input):
        return self.aws("stepfunctions", "start-execution", "--state-machine-arn", machine, "--input", execution_input)[
            "executionArn"
        ]

    def execution(self, arn):
        return self.aws("stepfunctions", "describe-execution", "--execution-arn", arn)

    def events(self, arn):
        found = self.aws("stepfunctions", "get-execution-history", "--execution-arn", arn)
        return [event["type"] for event in found["events"]]

    def wait_for_cluster(self, cluster):
        # Its waiters poll every 30 seconds, starting immediately. The launch has already waited for the cluster.
        self.aws("emr", "wait", "cluster-running", "--cluster-id", cluster)

    def add_step(self, cluster):
        step = f"Type=CUSTOM_JAR,Name=cli,ActionOnFailure=CONTINUE,Jar=command-runner.jar,Args=[{','.join(ARGUMENTS)}]"
        return self.aws("emr", "add-steps", "--cluster-id", cluster, "--steps", step)["StepIds"][0]

    def wait_for_step(self, cluster, step):
        until(lambda: self.step(cluster, step)["Status"]["State"], "COMPLETED")
        self.aws("emr", "wait", "step-complete", "--cluster-id", cluster, "--step-id", step)

    def step(self, cluster, step):
        return self.aws("emr", "describe-step", "--cluster-id", cluster, "--step-id", step)["Step"]

    def terminate(self, cluster):
        self.aws("emr", "terminate-clusters", "--cluster-ids", cluster)

    def wait_for_end(self, cluster):
        def state():
            return self.aws("emr", "describe-cluster", "--cluster-id", cluster)["Cluster"]["Status"]["State"]

        until(state, "TERMINATED")

    def make_bucket(self, bucket):
        self.printed("s3", "mb", f"s3://{bucket}")

    def upload(self, folder, bucket):
        self.printed("s3", "sync", str(folder), f"s3://{bucket}/in", "--no-progress")
        same("what is left to sync", self.printed("s3", "sync", str(folder), f"s3://{bucket}/in", "--no-progress"), "")

    def keys(self, bucket):
        lines = self.printed("s3", "ls", f"s3://{bucket}", "--recursive").splitlines()
        return [line.split(maxsplit=3)[3] for line in lines]

    def download(self, bucket, key, file):
        self.printed("s3", "cp", f"s3://{bucket}/{key}", str(file), "--no-progress")

    def remove(self, bucket):
        self.printed("s3", "rm", f"s3://{bucket}", "--recursive")
        self.printed("s3", "rb", f"s3://{bucket}")


def until(look, wanted):
    """Polls until the response is the expected one."""
    deadline = time.monotonic() + DEADLINE
    seen = look()
    while seen != wanted:
        if time.monotonic() > deadline:
            sys.exit(f"{seen}, not {wanted}, after {DEADLINE} s")
        time.sleep(0.2)
        seen = look()


def same(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: {found}, not {wanted}")


def check(client):
    if PARAMETER not in client.parameter_names():
        sys.exit(f"{PARAMETER} is not among the parameters")
    same("the function's name", json.loads(client.parameter(PARAMETER))["LaunchFunctionName"], "brioche")
    name = f"clients-{type(client).__name__}"
    execution = client.start(MACHINE, json.dumps({"ClusterConfigurationOverrides": {"ClusterName": name}}))
    until(lambda: client.execution(execution)["status"], "SUCCEEDED")
    same("the last event", client.events(execution)[-1], "ExecutionSucceeded")
    cluster = json.loads(client.execution(execution)["output"])["LaunchClusterResult"]["ClusterId"]
    client.wait_for_cluster(cluster)
    step = client.add_step(cluster)
    client.wait_for_step(cluster, step)
    same("the step's arguments", client.step(cluster, step)["Config"]["Args"], ARGUMENTS)
    client.terminate(cluster)
    client.wait_for_end(cluster)
    print(f"{type(client).__name__}: {name} is {cluster}")


def check_objects(client):
    """Uploads files to a bucket, one of them in parts, and downloads them unchanged."""
    bucket = f"clients-{type(client).__name__.lower()}"
    files = {"a b+ü.txt": b"text", "deep/large.bin": os.urandom(20 << 20)}
    client.make_bucket(bucket)
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            file = pathlib.Path(folder, "in", name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            # S3 returns whole seconds, so a file that is written and uploaded within one second is newer than its object.
            os.utime(file, (time.time() - 60,) * 2)
        client.upload(pathlib.Path(folder, "in"), bucket)
        same("the keys", client.keys(bucket), [f"in/{name}" for name in files])
        for name, content in files.items():
            back = pathlib.Path(folder, "back")
            client.download(bucket, f"in/{name}", back)
            same(f"whether {name} came back", back.read_bytes() == content, True)
    client.remove(bucket)


def error(call, **arguments):
    """Returns the error code of a call."""
    try:
        call(**arguments)
    except ClientError as e:
        return e.response["Error"]["Code"]
    return "no error"


def md5(*contents):
    return [hashlib.md5(content, usedforsecurity=False).digest() for content in contents]


def check_operations(endpoint, style):
    """Ranges, conditions, copies, batches, odd keys, uploads in parts and their ETags."""
    config = Config(s3={"addressing_style": style}, retries={"max_attempts": 1})
    session = boto3.Session("AKIACLIENTS000000000", "emulator", region_name=REGION)
    s3 = session.client("s3", endpoint_url=endpoint, config=config)
    bucket = f"operations-{style}"
    s3.create_bucket(Bucket=bucket)
    content = bytes(range(256))
    etag = s3.put_object(Bucket=bucket, Key="one", Body=content, Metadata={"m": "1"})["ETag"]
    same("the ETag", etag, f'"{md5(content)[0].hex()}"')
    for asked, wanted in {"0-0": content[:1], "250-": content[250:], "-3": content[-3:], "255-999": content[255:]}.items():
        same(f"range {asked}", s3.get_object(Bucket=bucket, Key="one", Range=f"bytes={asked}")["Body"].read(), wanted)
    same("a range behind the end", error(s3.get_object, Bucket=bucket, Key="one", Range="bytes=256-"), "InvalidRange")
    same("an old ETag", error(s3.get_object, Bucket=bucket, Key="one", IfMatch='"0"'), "PreconditionFailed")
    same("what is there", error(s3.put_object, Bucket=bucket, Key="one", IfNoneMatch="*"), "PreconditionFailed")
    s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "one"})
    same("the copy's metadata", s3.head_object(Bucket=bucket, Key="copy")["Metadata"], {"m": "1"})
    address = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "copy"})
    with urllib.request.urlopen(address) as answer:
        same("a presigned address", answer.read(), content)
    check_odd_keys(s3, bucket)
    check_parts(s3, bucket)
    same("a bucket with objects", error(s3.delete_bucket, Bucket=bucket), "BucketNotEmpty")
    keys = [found["Key"] for found in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True})
    s3.delete_bucket(Bucket=bucket)


def check_odd_keys(s3, bucket):
    for key in ODD_KEYS:
        s3.put_object(Bucket=bucket, Key="odd/" + key, Body=key.encode())
        s3.copy_object(Bucket=bucket, Key="twin/" + key, CopySource={"Bucket": bucket, "Key": "odd/" + key})
    for key in ODD_KEYS:
        same(f"the content of {key!r}", s3.get_object(Bucket=bucket, Key="twin/" + key)["Body"].read(), key.encode())
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="odd/", PaginationConfig={"PageSize": 3})
    found = [found["Key"].removeprefix("odd/") for page in pages for found in page["Contents"]]
    same("the odd keys", found, sorted(ODD_KEYS, key=str.encode))
    top = s3.list_objects_v2(Bucket=bucket, Prefix="odd/", Delimiter="/")
    wanted = {"odd/" + key.partition("/")[0] + "/" for key in ODD_KEYS if "/" in key}
    same("their common prefixes", {found["Prefix"] for found in top["CommonPrefixes"]}, wanted)
    deleted = s3.delete_objects(
        Bucket=bucket, Delete={"Objects": [{"Key": folder + key} for folder in ("odd/", "twin/") for key in ODD_KEYS]}
    )
    same("what was deleted", len(deleted["Deleted"]), 2 * len(ODD_KEYS))


def check_parts(s3, bucket):
    parts = [os.urandom(PART), b"end"]
    upload = {"Bucket": bucket, "Key": "parts"}
    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
    etags = [s3.upload_part(**upload, PartNumber=i + 1, Body=part)["ETag"] for i, part in enumerate(parts)]
    same("the parts", [part["ETag"] for part in s3.list_parts(**upload)["Parts"]], etags)
    same("the uploads", [found["Key"] for found in s3.list_multipart_uploads(Bucket=bucket)["Uploads"]], ["parts"])
    complete(s3, upload, etags)
    wanted = f'"{hashlib.md5(b"".join(md5(*parts)), usedforsecurity=False).hexdigest()}-2"'
    same("the ETag of parts", s3.head_object(Bucket=bucket, Key="parts")["ETag"], wanted)
    upload = {"Bucket": bucket, "Key": "copied"}
    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
    source = {"Bucket": bucket, "Key": "parts"}
    ranges = [f"bytes=0-{PART - 1}", f"bytes={PART}-{PART + 2}"]
    copied = [s3.upload_part_copy(**upload, PartNumber=i + 1, CopySource=source, CopySourceRange=r) for i, r in enumerate(ranges)]
    complete(s3, upload, [part["CopyPartResult"]["ETag"] for part in copied])
    same("the copied parts", s3.get_object(Bucket=bucket, Key="copied")["Body"].read() == b"".join(parts), True)
    upload["UploadId"] = s3.create_multipart_upload(Bucket=bucket, Key="copied")["UploadId"]
    s3.abort_multipart_upload(**upload)
    same("an aborted upload", error(s3.list_parts, **upload), "NoSuchUpload")


def complete(s3, upload, etags):
    parts = [{"PartNumber": i + 1, "ETag": etag} for i, etag in enumerate(etags)]
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})


def resolve_localhost():
    """Resolves all names under localhost to this machine, which not every resolver does."""
    resolve = socket.getaddrinfo
    socket.getaddrinfo = lambda host, *rest, **more: resolve(
        "127.0.0.1" if str(host).endswith(".localhost") else host, *rest, **more
    )


if __name__ == "__main__":
    for kind in (Boto3, Cli):
        client = kind(sys.argv[1])
        check(client)
        check_objects(client)
    resolve_localhost()
    check_operations(sys.argv[1], "path")
    check_operations(sys.argv[1].replace("127.0.0.1", "s3.localhost"), "virtual")
    print("boto3: the operations of S3, with the bucket in the path and in the host")
