"""Reads the orders of one object, CSV with a header, and writes them as Parquet: ingest.py LANDING KEY TARGET."""
import sys

from batch import folder, literally
from pyspark.sql import SparkSession

landing, key, target = sys.argv[1:]
spark = SparkSession.builder.appName("ingest").getOrCreate()
orders = spark.read.csv(literally(f"{landing}/{key}"), header=True, schema="id STRING, day DATE, amount DECIMAL(12,2)")
orders.write.mode("overwrite").parquet(folder(target, key))
