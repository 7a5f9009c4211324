-- Calls of the window, numbered from 0; a caller resamples with the orders of the same resident. Calls have no place.
create or replace temp table counted_calls as
select
  calls.call_id,
  (row_number() over (order by call_id) - 1)::integer as number,
  -1 as district,
  -1 as street,
  -1 as unit,
  (md5_number_lower(coalesce('R' || caller, 'C' || call_id)) >> 11)::double as cluster,
  coalesce((md5_number_lower('R' || caller) >> 11)::double, -1) as resident,
  file_numbers.number as file,
  0 as excluded,
  -1 as stratum,
  in_at as latest
from calls
join file_numbers on file_numbers.file = coalesce(calls.file, '') and file_numbers.joined = ''
where in_at >= $window_start and in_at < $end
