"""Returns the day of an argument: yesterday, or a date such as 2026-01-31."""
from datetime import date, timedelta


def day(argument):
    return date.today() - timedelta(days=1) if argument == "yesterday" else date.fromisoformat(argument)
