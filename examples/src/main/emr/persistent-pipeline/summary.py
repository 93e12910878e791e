"""Counts the rows of one day: summary.py INPUT DAY OUTPUT."""
import sys

from pyspark.sql import SparkSession

source, day, target = sys.argv[1:]
spark = SparkSession.builder.appName("summary").getOrCreate()
rows = spark.read.parquet(source).where(f"day = '{day}'")
rows.groupBy("day").count().write.mode("overwrite").json(f"{target}/{day}")
