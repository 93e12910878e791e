"""Counts the rows of all tables: report.py TABLES DAY OUTPUT"""
import sys

from pyspark.sql import SparkSession

tables, day, target = sys.argv[1:4]
spark = SparkSession.builder.appName("report-" + day).getOrCreate()
counts = spark.read.option("mergeSchema", True).option("recursiveFileLookup", True).parquet(tables).count()
spark.createDataFrame([(day, counts)], ["day", "rows"]).write.mode("overwrite").parquet(f"{target}/{day}")
