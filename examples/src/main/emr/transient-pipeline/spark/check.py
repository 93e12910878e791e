"""Fails unless each table has rows: check.py FOLDER TABLE..."""
import sys

from pyspark.sql import SparkSession

folder, *tables = sys.argv[1:]
spark = SparkSession.builder.appName("check").getOrCreate()
empty = [table for table in tables if spark.read.parquet(f"{folder}/{table}").limit(1).count() == 0]
if empty:
    sys.exit("Without rows: " + ", ".join(empty))
