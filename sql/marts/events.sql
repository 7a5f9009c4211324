-- State of every event at the end of the month. An event with a new order in the month is described anew
-- (described_events); one without keeps its last description, while its counts go on (orders close), until no order came
-- for 12 months. Ids merged away stand as aliases as long as the event they went into.
-- Parameters: $month, $end. Temporary tables: event_known_members, described_events, event_roots.
with
counted as (
  select
    event,
    min(came_at) as first_at,
    max(came_at) as last_at,
    count(*) as orders,
    count(distinct resident) + count(*) filter (resident is null and not resident_known) as residents,
    case when count(is_open) > 0 then count(*) filter (is_open) end as open_orders
  from event_known_members
  group by event
  having count(*) > 1 and max(came_at) >= $end - interval 12 month
),
carried as (
  select event, type, label, place, street as described_street
  from events
  where alias_of is null and month = (select max(month) from events where month < $month)
),
described as (
  select event, type, label, place, street as described_street from described_events
  union all
  select * from carried where event not in (select event from described_events)
),
-- Where most of its orders lie, if that is at least half of them.
districts as (
  select event, district, count(*) as many from event_known_members where district <> 'unassigned' group by event, district
),
streets as (
  select event, street, count(*) as many from event_known_members where street <> 'unassigned' group by event, street
),
topics as (
  select event, topic, count(*) as many from event_known_members where topic is not null group by event, topic
),
main_district as (
  select event, district, many from districts qualify row_number() over (partition by event order by many desc, district) = 1
),
main_street as (
  select event, street, many from streets qualify row_number() over (partition by event order by many desc, street) = 1
),
main_topic as (
  select event, topic from topics qualify row_number() over (partition by event order by many desc, topic) = 1
),
listed as (
  select
    counted.event,
    described.type,
    described.label,
    described.place,
    coalesce(subjects.parent, case when 2 * main_district.many >= counted.orders then main_district.district end, 'unassigned') as district,
    coalesce(subjects.code, case when 2 * main_street.many >= counted.orders then main_street.street end, 'unassigned') as street,
    main_topic.topic,
    counted.first_at,
    counted.last_at,
    counted.orders,
    counted.residents,
    counted.open_orders
  from counted
  join described using (event)
  left join subjects on subjects.kind = 'street' and subjects.code = described.described_street and described.place is not null
  left join main_district using (event)
  left join main_street using (event)
  left join main_topic using (event)
)
select $month as month, event, null::VARCHAR as alias_of, * exclude (event) from listed
union all by name
select $month as month, event_roots.event, event_roots.root as alias_of
from event_roots join listed on listed.event = event_roots.root
order by event
