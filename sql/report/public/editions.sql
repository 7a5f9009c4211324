-- The same: an edition, why there is another, and how much has been revised tell of no resident.
select * from published_editions order by start_at desc, period, edition desc;
