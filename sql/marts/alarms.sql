-- Found alarms that are not kept yet, with the orders known for them. Those that list orders need $residents different
-- residents among them: several days or a topic of one person are no burst. Parameters: $month, $as_of, $residents.
with people as (
  select alarm, count(distinct person) as people from found_alarm_orders group by alarm
)
select
  $month as month,
  found.*,
  strptime($as_of, '%Y-%m-%d %H:%M:%S')::TIMESTAMP as as_of
from found_alarms as found left join people using (alarm)
where (level in ('city', 'district') or people >= $residents)
  and alarm not in (select alarm from alarms)
