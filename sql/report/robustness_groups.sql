-- First principal component and Cronbach's alpha of what stands under one parent; `state_text` says why there are none.
select
  g.subject_kind as kind, g.node, g.parent, p.name as parent_name, p.position as parent_position, g.child, c.name as child_name, g.subjects, g.needed,
  case g.state when 'few' then '对象 ' || g.subjects || ' 个，少于所需的 ' || g.needed || ' 个（每项 3 个），不作分析' when 'constant' then '有一项在各对象间没有差别，不作分析' else '' end as state_text,
  g.alpha, g.explained, g.loading
from robustness_groups g
join published_nodes p on p.node = g.parent
join published_nodes c on c.node = g.child
order by g.subject_kind, g.node, p.position, c.position;
