-- Adds the new days under a table's folder as partitions.
MSCK REPAIR TABLE ${table};
