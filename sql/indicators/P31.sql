-- Five elements per order: time, place, object (whom or what it is about), matter, request.
with
elements as (
  select
    order_id,
    received_at,
    coalesce(place, '') <> '' or coalesce(street, 'unassigned') <> 'unassigned' as has_place,
    category1,
    kind,
    concat_ws(' ', title, body) as words
  from orders
  where received_at >= $window_start and received_at < $end and received_at <= $as_of
)
select
  order_id,
  received_at as at,
  1
    + has_place::integer
    + regexp_matches(words, '公司|单位|小区|物业|业主|商户|店|超市|市场|学校|幼儿园|医院|银行|工地|工厂|企业|政府|街道办|村委|居委|社区|[^结布格]局|车|路|路灯|井盖|管道|楼|栋|邻居|平台|站|公园|河')::integer
    + (coalesce(category1, '') <> '' or length(words) >= 10)::integer
    + (kind is not null or regexp_matches(words, '希望|要求|请求|请|建议|咨询|投诉|举报|反映|求助|恳请|诉求|解决|处理|吗|？|\?'))::integer
    as numerator,
  5 as denominator
from elements
