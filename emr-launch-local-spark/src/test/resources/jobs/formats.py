"""Reads and writes S3 in all ways that jobs do, and prints what came of each, a line a case."""

import json
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

spark = SparkSession.builder.appName("formats").enableHiveSupport().getOrCreate()
out = "s3://data/out/"


def case(name, work):
    try:
        result = work()
    except Exception as e:
        result = f"{type(e).__name__}: {e}"
    print("=" + name + "\t" + json.dumps(str(result)))


def rows(frame):
    return sorted(tuple(row) for row in frame.collect())


people = spark.createDataFrame([("ann", 1, "x=1"), ("bob", 2, "ä 2"), ("cy", 3, "x=1")], ["name", "n", "part"])

for kind in ["csv", "json", "parquet", "orc"]:

    def write_and_read(kind=kind):
        options = {"header": "true"} if kind == "csv" else {}
        people.coalesce(1).write.format(kind).options(**options).mode("overwrite").save(out + kind)
        return rows(spark.read.format(kind).options(**options).load(out + kind).select("name", f.col("n").cast("int")))

    case(kind, write_and_read)

for kind in ["csv", "json", "parquet", "orc", "text"]:

    def write_and_read_by_other_schemes(kind=kind):
        counts = []
        for scheme in ["s3a", "s3n"]:
            path = f"{scheme}://data/out/{scheme}-{kind}"
            people.select("name").write.format(kind).save(path)
            counts.append(spark.read.format(kind).load(path).count())
        return counts

    case(kind + " by s3a and s3n", write_and_read_by_other_schemes)

case("text", lambda: (people.select("name").write.text(out + "text"), rows(spark.read.text(out + "text")))[1])
case("twice", lambda: people.write.parquet(out + "parquet"))


def append():
    people.write.mode("append").parquet(out + "parquet")
    return spark.read.parquet(out + "parquet").count()


case("append", append)


def partitions():
    people.write.partitionBy("part").parquet(out + "parts")
    return rows(spark.read.parquet(out + "parts").where("part = 'ä 2'"))


case("partitions", partitions)


def overwrite_partitions():
    spark.conf.set("spark.sql.sources.partitionOverwriteMode", "dynamic")
    spark.createDataFrame([("dan", 4, "x=1")], ["name", "n", "part"]).write.mode("overwrite").partitionBy("part").parquet(
        out + "parts"
    )
    spark.conf.set("spark.sql.sources.partitionOverwriteMode", "static")
    return rows(spark.read.parquet(out + "parts").select("name"))


case("overwrites partitions", overwrite_partitions)


def overwrite():
    people.where("n = 1").write.mode("overwrite").partitionBy("part").parquet(out + "parts")
    return rows(spark.read.parquet(out + "parts").select("name"))


case("overwrites", overwrite)
case("empty", lambda: (people.where("n > 9").write.parquet(out + "empty"), spark.read.parquet(out + "empty").count())[1])
case("no partitions", lambda: (spark.sparkContext.emptyRDD().saveAsTextFile(out + "nothing"), "written")[1])
case("old interface", lambda: (spark.sparkContext.parallelize(["a", "b"], 1).saveAsTextFile(out + "old"), "written")[1])
case("old interface by s3a", lambda: (spark.range(2).rdd.map(str).saveAsTextFile("s3a://data/out/old-a"), "written")[1])
case("old interface reads", lambda: spark.sparkContext.textFile("s3a://data/in/*/*.csv").collect())
case("pattern", lambda: rows(spark.read.csv("s3n://data/in/d{1,2}/")))
case("recursive", lambda: spark.read.option("recursiveFileLookup", "true").csv("s3://data/in").count())
case("two schemes", lambda: rows(spark.read.csv("s3://data/in/d1").union(spark.read.csv("s3a://data/in/d2"))))
case("odd key", lambda: rows(spark.read.csv("s3://data/odd/a b %3A+=ä.csv")))
case("missing", lambda: spark.read.csv("s3://data/none").count())
case("no bucket", lambda: spark.read.csv("s3://no-such-bucket/none").count())
case("secret", lambda: spark.read.csv("s3://data/secret/a.csv").count())
case("may not write", lambda: people.write.csv("s3://data/in/new"))
case("relative path", lambda: (people.write.csv("relative"), spark.read.csv("hdfs:///user/hadoop/relative").count())[1])


def table():
    spark.sql("CREATE TABLE kept (n INT) USING parquet LOCATION 's3://data/out/table'")
    spark.sql("INSERT INTO kept VALUES (7)")
    return rows(spark.table("kept"))


case("table", table)


def failing_task():
    def fail(n):
        raise ValueError("no")

    spark.range(1).rdd.map(fail).saveAsTextFile(out + "failed")


case("failing task", failing_task)


def stream():
    query = (
        spark.readStream.schema("a STRING, b INT")
        .csv("s3://data/in/d1")
        .writeStream.format("parquet")
        .option("checkpointLocation", out + "checkpoint")
        .trigger(availableNow=True)
        .start(out + "stream")
    )
    query.awaitTermination()
    return rows(spark.read.parquet(out + "stream"))


case("stream", stream)


def stream_by_s3a():
    query = (
        spark.readStream.schema("a STRING, b INT")
        .csv("s3a://data/in/d2")
        .writeStream.format("json")
        .option("checkpointLocation", "s3a://data/out/checkpoint-a")
        .trigger(availableNow=True)
        .start("s3a://data/out/stream-a")
    )
    query.awaitTermination()
    return rows(spark.read.json("s3a://data/out/stream-a"))


case("stream by s3a", stream_by_s3a)
sys.exit(0)
