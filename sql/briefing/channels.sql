-- Orders received in the period by channel and kind; a row a pair, the commonest channel first.
select coalesce(channel, '未注明') as channel, coalesce(kind, '未注明') as kind, count(*)::bigint as orders,
  (sum(count(*)) over (partition by coalesce(channel, '未注明')))::bigint as all_orders
from briefing_orders
where not merged and received_at >= $start
group by 1, 2
order by all_orders desc, channel, orders desc, kind
