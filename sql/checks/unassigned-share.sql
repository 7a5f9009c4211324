-- Names that regions.csv or units.csv does not know, in more than one order in ten that names a place or unit.
with named as (
  select o.district, o.street, o.unit, l.district_name, l.street_name, l.unit_name
  from orders o join landed_orders l on l.file = o.file and l."row" = o."row"
  where o.month = $partition
)
select 'district' as what, count(*) filter (where district = 'unassigned') as unknown, count(*) as named from named
where district_name is not null having unknown > 0.1 * named
union all
select 'street', count(*) filter (where street = 'unassigned') as unknown, count(*) as named from named
where street_name is not null having unknown > 0.1 * named
union all
select 'unit', count(*) filter (where unit = 'unassigned') as unknown, count(*) as named from named
where unit_name is not null having unknown > 0.1 * named
