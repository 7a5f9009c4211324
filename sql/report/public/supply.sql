-- Filled cells by column would tell small counts. 公开版 has the table's columns and no row.
select * from published_supply where false;
