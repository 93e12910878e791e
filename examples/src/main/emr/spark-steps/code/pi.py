"""Estimates pi from random points: pi.py --output_uri URI [--partitions N]."""
import argparse
import random

from pyspark.sql import SparkSession

POINTS_OF_A_PARTITION = 100_000


def count_inside(seed):
    """Returns how many random points of the unit square are inside the unit circle."""
    points = random.Random(seed)
    return sum(points.random() ** 2 + points.random() ** 2 <= 1 for _ in range(POINTS_OF_A_PARTITION))


parser = argparse.ArgumentParser()
parser.add_argument("--output_uri", required=True)
parser.add_argument("--partitions", type=int, default=10)
arguments = parser.parse_args()

spark = SparkSession.builder.appName("pi").getOrCreate()
seeds = spark.sparkContext.parallelize(range(arguments.partitions), arguments.partitions)
points = arguments.partitions * POINTS_OF_A_PARTITION
result = spark.createDataFrame([(points, 4 * seeds.map(count_inside).sum() / points)], ["points", "pi"])
result.coalesce(1).write.mode("overwrite").csv(arguments.output_uri, header=True)
