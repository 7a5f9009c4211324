-- Single matters under way. 公开版 has the table's columns and no row.
select * from published_attention where false;
