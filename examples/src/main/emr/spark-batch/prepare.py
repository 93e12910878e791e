"""Adds up the ingested orders of one object by day: prepare.py INGESTED KEY TARGET. Fails if there are no orders."""
import sys

from batch import folder
from pyspark.sql import SparkSession
from pyspark.sql import functions as f

ingested, key, target = sys.argv[1:]
spark = SparkSession.builder.appName("prepare").getOrCreate()
orders = spark.read.parquet(folder(ingested, key)).dropna().dropDuplicates(["id"])
days = orders.groupBy("day").agg(f.count("id").alias("orders"), f.sum("amount").alias("amount"))
if days.isEmpty():
    sys.exit(f"No orders in {key}")
days.write.mode("overwrite").parquet(folder(target, key))
