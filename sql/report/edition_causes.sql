-- Why the newest figures are not those of the last edition: exports that came in or went since, with how many orders of the period they hold now; another framework; another way of computing.
with last as (
  select e.* from editions e join (select period, max(edition) as edition from editions group by period) using (period, edition)
), inputs as (
  select i.* from edition_inputs i join last using (period, edition)
), touching as (
  -- As planning finds them: files that hold anything of a month that had begun when the last figure of the period was complete.
  select distinct l.period, m.file from last l join landed_months m on m.month <> 'undated' and cast(m.month || '-01' as timestamp) < l.end_at + interval 31 day
), read_then as (
  select period, partition as file, data_version from inputs where asset = 'landed'
), now as (
  select asset, partition, arg_max(data_version, seq) as data_version, arg_max(code_version, seq) as code_version from ledger where status = 'done' group by asset, partition
), causes as (
  select t.period, 1 as rank, '新到导出文件' as cause, f.name as detail, t.file
  from touching t join files f using (file) where (t.period, t.file) not in (select (period, file) from read_then)
  union all
  select r.period, 2, '重新读入的导出文件', f.name, r.file
  from read_then r join files f using (file) join now n on n.asset = 'landed' and n.partition = r.file where n.data_version <> r.data_version
  union all
  select r.period, 3, '不再使用的导出文件', coalesce(f.name, '已移除的文件'), r.file
  from read_then r left join files f using (file) where (r.period, r.file) not in (select (period, file) from touching)
    and exists (select 1 from touching t where t.period = r.period)
  union all
  select i.period, 4, '基础表', map {'subjects': '区划和单位表', 'population': '人口表', 'goalposts': '标尺'}[i.asset], null
  from inputs i join now n using (asset, partition) where i.asset in ('subjects', 'population', 'goalposts') and n.data_version <> i.data_version
  union all
  select period, 5, '指标体系', framework || ' → ' || $framework, null from last where framework <> $framework
  union all
  select distinct i.period, 6, '计算程序', '程序已更新', null from inputs i join now n using (asset, partition) where n.code_version <> i.code_version
)
select
  c.period, replace(c.period, ':', '-') as page, cast(row_number() over (partition by c.period order by c.rank, c.detail, c.file) as integer) as position, c.cause, c.detail,
  -- Orders of the period whose newest version comes from this file; null: none, or no file.
  nullif((select count(*) from orders o where o.file = c.file and o.received_at >= l.start_at and o.received_at < l.end_at), 0) as orders
from causes c join last l using (period)
-- Where nothing has changed, nothing has caused it.
where c.period in (select period from published_revisions)
order by l.start_at, c.period, position;
