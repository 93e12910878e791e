"""Adds up cases by state, and compares the sums with a reference.

tracker.py agg CITIES OUTPUT           sums by day and state
tracker.py cmp REFERENCE SUMS REPORT   days and states whose sums differ

All paths are URIs in S3. Spark writes to the output itself: a worker's disk goes with the worker.
"""

import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

KEYS = ["date", "state"]
COUNTS = ["cases", "deaths"]


def read(spark, path):
    return spark.read.csv(path, header=True, inferSchema=True)


def aggregate(spark, cities, output):
    sums = read(spark, cities).groupBy(*KEYS).agg(*(f.sum(count).alias(count) for count in COUNTS))
    sums.coalesce(1).orderBy(*KEYS).write.mode("overwrite").csv(output, header=True)


def compare(spark, reference, sums, report):
    other = read(spark, sums).select(*KEYS, *(f.col(count).alias("summed_" + count) for count in COUNTS))
    both = read(spark, reference).join(other, KEYS, "full_outer")
    differs = f.lit(False)
    for count in COUNTS:
        differs = differs | ~f.col(count).eqNullSafe(f.col("summed_" + count))
    both.where(differs).coalesce(1).write.mode("overwrite").json(report)


if __name__ == "__main__":
    commands = {"agg": aggregate, "cmp": compare}
    session = SparkSession.builder.getOrCreate()
    commands[sys.argv[1]](session, *sys.argv[2:])
