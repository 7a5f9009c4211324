-- Scores of every indicator tell figures that are withheld. 公开版 has the table's columns and no row.
select * from published_whatif where false;
