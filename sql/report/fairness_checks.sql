-- 核查: how orders were handled that figures are made of. The newest period, and of the city every period shown.
select
  f.period, p.position, p.short, p.newest, f.subject_kind as kind, b.slug, b.name, b.position as place, f.measure,
  map {'extended': '延期率', 'suspended': '挂起率', 'excluded': '剔除率', 'rerated': '改评率', 'contradicted': '认定不符率', 'unheard': '未有效回访率', 'single_mode': '回访方式集中度'}[f.measure] as measure_name,
  list_position(['extended', 'suspended', 'excluded', 'rerated', 'contradicted', 'unheard', 'single_mode'], f.measure) as measure_position,
  f.value, f.low, f.high, f.numerator, f.denominator as n, f.expected, f.limit_low, f.limit_high, coalesce(f.verdict, '') as verdict,
  map {'ok': '', 'small': '样本不足', 'alone': '可比对象不足'}[f.state] as state_text, coalesce(f.mode, '') as mode, f.modes
from fairness_checks f
join published_periods p on p.period = f.period
join published_subjects b on b.kind = f.subject_kind and b.code = f.subject
where p.newest or f.subject_kind = 'city'
order by p.position, measure_position, f.subject_kind, b.position;
