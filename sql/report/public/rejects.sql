-- How exports are read is the city's own affair. 公开版 has the table's columns and no row.
select * from published_rejects where false;
