-- Refused rows by cause; never their values, only the commonest shape.
select f.name as file, r.header, column_text(r.column_name) as column_name, r.reason, max(r.fix) as fix, min(r.shape) as shape, cast(count(*) as bigint) as rows
from rejects r join files f on f.file = r.file
group by f.name, f.file, r.header, r.column_name, r.reason
order by rows desc, f.name, f.file, r.column_name, r.reason
limit 500;
