-- Lets Hive see the days that were added below a table's folder.
MSCK REPAIR TABLE ${table};
