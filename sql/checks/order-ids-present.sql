-- An order without a number could never be found again.
select file, "row" from orders where month = $partition and coalesce(order_id, '') = '' limit 10
