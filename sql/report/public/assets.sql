-- How the data is made is the city's own affair. 公开版 has the table's columns and no row.
select * from published_assets where false;
