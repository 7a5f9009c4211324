-- Orders of which one export time knows two different versions: the newest by content counts, but which is true nobody says.
-- If these are call-backs or units of one order, the contract needs `one_row_per`.
select order_id, count(*) as versions, min(exported_at) as exported_at
from order_versions
where month = $partition and contradicts
group by order_id
order by order_id
limit 10
