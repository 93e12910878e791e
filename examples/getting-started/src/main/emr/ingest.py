"""Reads CSV files and writes them as Parquet: ingest.py INPUT OUTPUT."""
import sys

from pyspark.sql import SparkSession

source, target = sys.argv[1:]
spark = SparkSession.builder.appName("ingest").getOrCreate()
spark.read.csv(source, header=True, inferSchema=True).write.mode("overwrite").parquet(target)
