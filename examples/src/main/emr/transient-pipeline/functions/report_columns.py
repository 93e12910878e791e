"""A Lambda function that chooses the column of a report."""

import os

import boto3

BUCKET = os.environ["BUCKET"]
s3 = boto3.client("s3")


def header(table):
    """Returns the column names from the first line of the table's first file."""
    prefix = f"in/{table}/"
    found = s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix, MaxKeys=1).get("Contents")
    if not found:
        raise LookupError(f"Table '{table}' has not arrived: there is no object below s3://{BUCKET}/{prefix}")
    body = s3.get_object(Bucket=BUCKET, Key=found[0]["Key"])["Body"]
    return next(body.iter_lines(), b"").decode().split(",")


def choose(event, context):
    """Returns, for each table, the first requested column that it has."""
    chosen = {}
    for table in event["tables"]:
        columns = header(table)
        chosen[table] = next((column for column in event["columns"] if column in columns), None)
        if chosen[table] is None:
            raise LookupError(f"Table '{table}' has none of the columns {event['columns']}, but {columns}")
    print("Columns:", chosen)
    return chosen
