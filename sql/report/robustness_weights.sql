-- Every weight: its part in the index, its part in how much the index varies, and how far ranks move when it counts double or not at all.
select
  w.subject_kind as kind, w.node, w.element, n.name as element_name, n.kind as element_kind, n.position as element_position,
  w.effective, w.pull, w.doubled, w.doubled_most, w.removed
from robustness_weights w join published_nodes n on n.node = w.element
order by w.subject_kind, w.node, w.doubled desc, w.removed desc, n.position;
