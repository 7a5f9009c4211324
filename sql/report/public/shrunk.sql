-- Shrunk figures are made from all peers, hidden ones too. 公开版 has the table's columns and no row.
select * from published_shrunk where false;
