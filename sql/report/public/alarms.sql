-- Alarms count few people on few days. 公开版 has the table's columns and no row.
select * from published_alarms where false;
