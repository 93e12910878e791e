"""Counts the words of texts: words.py --data_source FOLDER --output_uri URI."""
import argparse

from pyspark.sql import SparkSession
from pyspark.sql.functions import col, explode, lower, split

parser = argparse.ArgumentParser()
parser.add_argument("--data_source", required=True)
parser.add_argument("--output_uri", required=True)
arguments = parser.parse_args()

spark = SparkSession.builder.appName("words").getOrCreate()
lines = spark.read.text(arguments.data_source)
words = lines.select(explode(split(lower(col("value")), r"[^\w']+")).alias("word")).where("word != ''")
counts = words.groupBy("word").count().orderBy(col("count").desc(), "word")
counts.write.mode("overwrite").csv(arguments.output_uri, header=True)
