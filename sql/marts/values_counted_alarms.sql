-- Alarms, numbered from 0, under the district they are about; one of an event resamples with the event.
create or replace temp table counted_alarms as
with
placed as (
  select alarm, any_value(district) as district, any_value(event) as event from alarms where raised_at < $end group by alarm
)
select
  alarm,
  (row_number() over (order by alarm) - 1)::integer as number,
  coalesce(subject_numbers.number, -1) as district,
  -1 as street,
  -1 as unit,
  (md5_number_lower(coalesce('E' || event, 'A' || alarm)) >> 11)::double as cluster,
  -1::double as resident,
  0 as file,
  0 as excluded,
  timestamp 'infinity' as latest
from placed left join subject_numbers on kind = 'district' and code = district
