-- One row per order.
select order_id, count(*) as times from orders where month = $partition group by order_id having count(*) > 1 limit 10
