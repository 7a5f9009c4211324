-- Events as known at the end of the period's last month ($month): each with what it has become part of, and that one's
-- type and district.
create or replace temp table event_states as
with
states as (
  select
    event,
    arg_max(coalesce(alias_of, event), month) as root,
    arg_max(type, month) as type,
    arg_max(coalesce(district, 'unassigned'), month) as district
  from events
  where month <= $month
  group by event
)
select
  states.event,
  states.root,
  coalesce(roots.type, states.type) as type,
  coalesce(roots.district, states.district) as district
from states left join states as roots on roots.event = states.root
