"""Creates one table from its CSV files: load.py INPUT TABLE OUTPUT"""
import sys

from pyspark.sql import SparkSession

source, table, target = sys.argv[1:4]
spark = SparkSession.builder.appName("load-" + table).getOrCreate()
rows = spark.read.option("header", True).csv(f"{source}/{table}")
rows.write.mode("overwrite").parquet(f"{target}/{table}")
