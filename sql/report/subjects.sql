-- City, districts, streets and units, in official order.
select s.kind, slug(s.code) as slug, s.code, s.name, slug(coalesce(s.parent, '')) as parent, coalesce(u.name, if(s.kind = 'unit', s.parent, null), '') as parent_name, cast(row_number() over (order by s.kind, s.position, s.code) as integer) as position
from subjects s
left join subjects u on u.code = s.parent and (s.kind = 'street' and u.kind = 'district' or s.kind = 'unit' and u.kind = 'unit')
order by s.kind, s.position, s.code;
