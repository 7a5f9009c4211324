-- Two values of one figure and the orders between them could tell of a single order. 公开版 has the table's columns and no row.
select * from published_revisions where false;
