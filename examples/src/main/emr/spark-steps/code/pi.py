"""Estimates pi from random points: pi.py --output_uri URI [--partitions N]."""
import argparse

import numpy
from pyspark.sql import SparkSession

POINTS_OF_A_PARTITION = 1_000_000


def count_inside(seed):
    """How many random points of the unit square are inside the unit circle."""
    x, y = numpy.random.default_rng(seed).random((2, POINTS_OF_A_PARTITION))
    return int(numpy.count_nonzero(x * x + y * y <= 1))


parser = argparse.ArgumentParser()
parser.add_argument("--output_uri", required=True)
parser.add_argument("--partitions", type=int, default=10)
arguments = parser.parse_args()

spark = SparkSession.builder.appName("pi").getOrCreate()
seeds = spark.sparkContext.parallelize(range(arguments.partitions), arguments.partitions)
points = arguments.partitions * POINTS_OF_A_PARTITION
result = spark.createDataFrame([(points, 4 * seeds.map(count_inside).sum() / points)], ["points", "pi"])
result.coalesce(1).write.mode("overwrite").csv(arguments.output_uri, header=True)
