-- The rank of each subject in the period tried, with its intervals (data, method, both) and the best and worst that leaving out one indicator gives.
select
  s.subject_kind as kind, s.node, b.slug, b.name, b.position as place, s.nominal, k.ranked, k.low, k.high, k.data_low, k.data_high, k.method_low, k.method_high, s.best, s.worst
from robustness_spans s
join published_subjects b on b.kind = s.subject_kind and b.code = s.subject
left join ranks k on k.period = s.period and k.subject_kind = s.subject_kind and k.subject = s.subject and k.node = s.node
order by s.subject_kind, s.node, b.position;
