-- Correlation of the points of two that stand beside each other under one parent.
select
  c.subject_kind as kind, c.node, c.parent, p.name as parent_name, c.one, a.name as one_name, c.other, b.name as other_name, c.correlation, c.n
from robustness_correlations c
join published_nodes p on p.node = c.parent
join published_nodes a on a.node = c.one
join published_nodes b on b.node = c.other
order by c.subject_kind, c.node, p.position, a.position, b.position;
