-- The outlines of districts and streets for the map, on a plane 1,000 wide and `height` high; where a name stands.
select b.kind, b.slug, b.name, b.parent, b.position as place, s.path, s.x, s.y, s.height
from shapes s join published_subjects b on b.kind in ('district', 'street') and b.code = s.code
order by b.kind, b.position;
