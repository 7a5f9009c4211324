-- The fixed goalposts that turn the value of an indicator into points from 0 to 100, at every level. `level`: whose figures they were frozen from.
select indicator, coalesce(level, '') as level, cast(low as double) as low, cast(high as double) as high,
  coalesce(map {'target': '公布的目标值', 'frozen': coalesce(map {'city': '全市', 'district': '各区'}[level], '') || '首年数据定标（已冻结）', 'provisional': '暂定'}[basis], basis) as basis, strftime(frozen_at, '%Y-%m-%d') as frozen_at
from goalposts
where framework = $framework
order by indicator, level;
