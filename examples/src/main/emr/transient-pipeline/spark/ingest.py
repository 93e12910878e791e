"""Reads one table as CSV and writes it as Parquet: ingest.py TABLE INPUT OUTPUT."""
import sys

from pyspark.sql import SparkSession

table, source, target = sys.argv[1:]
spark = SparkSession.builder.appName("ingest-" + table).getOrCreate()
spark.read.csv(f"{source}/{table}", header=True).write.mode("overwrite").parquet(f"{target}/{table}")
