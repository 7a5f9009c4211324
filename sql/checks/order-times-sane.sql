-- Times that cannot be: answered before asked, or received after the export was made.
select 'received after the export' as problem, count(*) as orders from orders
where month = $partition and received_at > exported_at + interval 1 day having count(*) > 0
union all
select 'closed before received', count(*) from orders
where month = $partition and closed_at < received_at having count(*) > 0
union all
select 'dispatched before received', count(*) from orders
where month = $partition and dispatched_at < received_at having count(*) > 0
union all
select 'due before received', count(*) from orders
where month = $partition and due_at < received_at having count(*) > 0
