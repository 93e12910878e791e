"""Extracts the events of one day: extract.py EVENTS DAY TARGET."""
import sys

from day import day
from pyspark.sql import SparkSession
from pyspark.sql import functions as f

events, argument, target = sys.argv[1:]
wanted = day(argument)
spark = SparkSession.builder.appName("extract").getOrCreate()
rows = spark.read.json(events).where(f.to_date("time") == f.lit(wanted))
rows.write.mode("overwrite").parquet(f"{target}/{wanted}")
