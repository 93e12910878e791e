"""Counts the orders of each day: report.py INPUT OUTPUT."""
import sys

from pyspark.sql import SparkSession

source, target = sys.argv[1:]
spark = SparkSession.builder.appName("report").getOrCreate()
report = spark.read.parquet(source).groupBy("day").count().orderBy("day").coalesce(1)
report.show()
report.write.mode("overwrite").csv(target, header=True)
