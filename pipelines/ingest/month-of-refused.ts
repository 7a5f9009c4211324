/**
 * Adds a file of which not one row was accepted to the month of its export (else the newest month of its kind), so that
 * its loss stops what it would have changed: without a row it touches no month by itself. Parameter: `$file`.
 */
export const monthOfRefused = `insert into landed_months by name
  select f.file, f.kind, coalesce(strftime(f.exported_at, '%Y-%m'),
    (select max("month") from landed_months m where m.kind = f.kind and m."month" <> 'undated'),
    (select max("month") from landed_months m where m."month" <> 'undated'), 'undated') as "month"
  from files f where f.file = $file and f.accepted = 0`;
