-- Events, numbered from 0, under the district they lie in.
create or replace temp table counted_events as
with
placed as (
  select root as event, min(district) as district from event_states group by root
)
select
  event,
  (row_number() over (order by event) - 1)::integer as number,
  coalesce(subject_numbers.number, -1) as district,
  -1 as street,
  -1 as unit,
  (md5_number_lower('E' || event) >> 11)::double as cluster,
  -1::double as resident,
  0 as file,
  0 as excluded,
  -1 as stratum,
  timestamp 'infinity' as latest
from placed left join subject_numbers on kind = 'district' and code = district
