-- Deadlines are counted in positions: µs since 1970 (hours), days since 1970 (days), working days (working_days), µs of
-- working time (working_hours). `number`: working days up to and with the moment's day; `works`: whether it is one.
create or replace temp macro deadline_position(unit, moment, number, works, work_from, work_to) as
  (case unit
    when 'hours' then epoch_us(moment)
    when 'days' then moment::date - date '1970-01-01'
    when 'working_days' then number
    when 'working_hours' then (number - works::integer)::bigint * (work_to - work_from)
      + if(works, least(greatest(epoch_us(moment) - epoch_us(moment::date::timestamp) - work_from, 0), work_to - work_from), 0)
  end)::bigint;

-- Which working day a position (`place`) lies on; missing where working days do not matter.
create or replace temp macro deadline_working_day(unit, place, work_from, work_to) as
  case unit
    when 'working_days' then place
    when 'working_hours' then greatest((place + work_to - work_from - 1) // (work_to - work_from), 1)
  end;

-- The moment of a position; `day`: that of its working day.
create or replace temp macro deadline_moment(unit, place, day, day_end, work_from, work_to) as
  case unit
    when 'hours' then make_timestamp(place)
    when 'days' then make_timestamp(place * 86400000000 + day_end)
    when 'working_days' then day::timestamp + to_microseconds(day_end)
    when 'working_hours' then day::timestamp + to_microseconds(work_from + place
      - (deadline_working_day(unit, place, work_from, work_to) - 1) * (work_to - work_from))
  end;
