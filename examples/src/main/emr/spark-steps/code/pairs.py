"""Counts which words follow each other in a line: pairs.py --data_source FOLDER --output_uri URI."""
import argparse

from pyspark.sql import SparkSession
from pyspark.sql.functions import array_remove, arrays_zip, col, explode, lower, size, slice, split

parser = argparse.ArgumentParser()
parser.add_argument("--data_source", required=True)
parser.add_argument("--output_uri", required=True)
arguments = parser.parse_args()

spark = SparkSession.builder.appName("pairs").getOrCreate()
lines = spark.read.text(arguments.data_source)
words = lines.select(array_remove(split(lower(col("value")), r"[^\w']+"), "").alias("words")).where(size("words") > 1)
pairs = words.select(
    explode(
        arrays_zip(
            slice("words", 1, size("words") - 1).alias("first"), slice("words", 2, size("words") - 1).alias("second")
        )
    ).alias("pair")
).select("pair.*")
counts = pairs.groupBy("first", "second").count().orderBy(col("count").desc(), "first", "second")
counts.write.mode("overwrite").csv(arguments.output_uri, header=True)
