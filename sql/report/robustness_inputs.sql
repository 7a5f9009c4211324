-- Sobol' indices of the mean change of rank: what each assumption moves alone, and with its interactions (middle 90% of resamples).
select
  i.subject_kind as kind, i.node, i.input, map {'data': '数据的偶然波动', 'normalisation': '标准化方法', 'aggregation': '合成方法', 'weights': '权重'}[i.input] as input_text,
  i.first, i.first_low, i.first_high, i.total, i.total_low, i.total_high
from robustness_inputs i
order by i.subject_kind, i.node, i.total desc, i.input;
