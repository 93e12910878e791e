"""Counts the events of one day by type: report.py EXTRACTED DAY TARGET."""
import sys

from day import day
from pyspark.sql import SparkSession

extracted, argument, target = sys.argv[1:]
wanted = day(argument)
spark = SparkSession.builder.appName("report").getOrCreate()
counts = spark.read.parquet(f"{extracted}/{wanted}").groupBy("type").count()
counts.coalesce(1).write.mode("overwrite").csv(f"{target}/{wanted}", header=True)
