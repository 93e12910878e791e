"""Writes a file as Python does, to whom an address in S3 is a path like any other."""
import pathlib
import sys

from pyspark.sql import SparkSession

rows = SparkSession.builder.getOrCreate().range(3).collect()
output = pathlib.Path(sys.argv[1])
output.parent.mkdir(parents=True, exist_ok=True)
output.write_text("\n".join(str(row.id) for row in rows))
