SELECT DATABASE(), VERSION(), @@collation_database, @@lower_case_table_names, @@default_storage_engine, @@sql_mode
