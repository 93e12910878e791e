"""Adds two steps that run at the same time to a cluster of a local emulator whose jobs run, by boto3, and reads what they leave in S3.

The emulator at the given endpoint, which `serve --jobs` of emr-launch-local-spark runs, knows the roles and the bucket of
real_jobs.json. One step writes where its role may write, one where it may not.
"""

import gzip
import json
import sys
import time

import boto3

REGION = "us-east-1"
BUCKET = "real-jobs"
DEADLINE = 600
SCRIPT = """
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

source, target = sys.argv[1:]
spark = SparkSession.builder.getOrCreate()
orders = spark.read.csv(source, header=True, inferSchema=True)
orders.groupBy("day").agg(f.sum("amount").alias("amount")).orderBy("day").coalesce(1).write.json(target)
print("rows:", orders.count())
"""
ORDERS = "day,amount\n2026-01-01,20\n2026-01-01,35\n2026-01-02,12\n"


def fail_unless(what, found, holds):
    if not holds:
        sys.exit(f"{what}: {found}")


def step(name, target):
    arguments = ["spark-submit", f"s3://{BUCKET}/code/sums.py", f"s3://{BUCKET}/in/orders.csv", f"s3://{BUCKET}/{target}"]
    return {
        "Name": name,
        "ActionOnFailure": "CONTINUE",
        "HadoopJarStep": {"Jar": "command-runner.jar", "Args": arguments},
    }


def ended(emr, cluster, step_id):
    """Returns the step after its end."""
    deadline = time.monotonic() + DEADLINE
    while True:
        found = emr.describe_step(ClusterId=cluster, StepId=step_id)["Step"]
        if found["Status"]["State"] not in ("PENDING", "RUNNING"):
            return found
        fail_unless(f"step {step_id} after {DEADLINE} s", found["Status"], time.monotonic() < deadline)
        time.sleep(0.5)


def log(s3, cluster, step, name):
    body = s3.get_object(Bucket=BUCKET, Key=f"log/{cluster}/steps/{step['Id']}/{name}.gz")["Body"]
    return gzip.decompress(body.read()).decode()


def main(endpoint):
    # An access key that does not exist, so that no real one is ever sent.
    session = boto3.Session("AKIACLIENTS000000000", "emulator", region_name=REGION)
    emr, s3 = (session.client(name, endpoint_url=endpoint) for name in ("emr", "s3"))
    s3.put_object(Bucket=BUCKET, Key="code/sums.py", Body=SCRIPT.encode())
    s3.put_object(Bucket=BUCKET, Key="in/orders.csv", Body=ORDERS.encode())
    cluster = emr.run_job_flow(
        Name="real-jobs",
        ReleaseLabel="emr-7.12.0",
        Applications=[{"Name": "Spark"}],
        LogUri=f"s3://{BUCKET}/log/",
        ServiceRole="real-jobs-service",
        JobFlowRole="real-jobs-instances",
        StepConcurrencyLevel=2,
        Instances={
            "InstanceGroups": [{"InstanceRole": "MASTER", "InstanceType": "m7g.xlarge", "InstanceCount": 1}],
            "KeepJobFlowAliveWhenNoSteps": True,
            "Ec2SubnetId": "subnet-0a1b2c3d",
        },
    )["JobFlowId"]

    steps = [step("allowed", "out/sums"), step("denied", "elsewhere/sums")]
    ids = emr.add_job_flow_steps(JobFlowId=cluster, Steps=steps)["StepIds"]
    allowed, denied = (ended(emr, cluster, step_id) for step_id in ids)
    fail_unless("the step that may write", allowed["Status"], allowed["Status"]["State"] == "COMPLETED")
    found = s3.list_objects_v2(Bucket=BUCKET, Prefix="out/sums/")["Contents"]
    parts = [one["Key"] for one in found if "/part-" in one["Key"]]
    rows = [
        json.loads(line)
        for key in parts
        for line in s3.get_object(Bucket=BUCKET, Key=key)["Body"].read().decode().splitlines()
    ]
    wanted = [{"day": "2026-01-01", "amount": 55}, {"day": "2026-01-02", "amount": 12}]
    fail_unless("the sums", rows, rows == wanted)
    output = log(s3, cluster, allowed, "stdout")
    fail_unless("what the step printed", output, "rows: 3" in output)

    fail_unless("the step that may not write", denied["Status"], denied["Status"]["State"] == "FAILED")
    message = denied["Status"]["FailureDetails"]["Message"]
    fail_unless("why it failed", message, "s3:PutObject" in message and "real-jobs-instances" in message)
    left = s3.list_objects_v2(Bucket=BUCKET, Prefix="elsewhere/")["KeyCount"]
    fail_unless("objects where nobody may write", left, left == 0)
    emr.terminate_job_flows(JobFlowIds=[cluster])
    print(f"{cluster}: {rows}; {message}")


if __name__ == "__main__":
    main(sys.argv[1])
