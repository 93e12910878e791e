"""Counts the primes below a million; each task counts a part."""
from pyspark.sql import SparkSession


def is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))


spark = SparkSession.builder.appName("primes").getOrCreate()
print(spark.sparkContext.range(1_000_000).filter(is_prime).count(), "primes")
