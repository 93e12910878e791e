"""Counts the rows of a table by one of its columns: report.py FOLDER TABLE COLUMN OUTPUT."""
import sys

from pyspark.sql import SparkSession

folder, table, column, target = sys.argv[1:]
spark = SparkSession.builder.appName("report-" + table).getOrCreate()
counts = spark.read.parquet(f"{folder}/{table}").groupBy(column).count()
counts.write.mode("overwrite").parquet(f"{target}/{table}")
