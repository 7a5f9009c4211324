-- Orders per topic of a period, with the label the topic bears at the end of it ($month); before the first model, the first one.
with labels as (
  select topic, coalesce(arg_max(label, month) filter (month <= $month), arg_min(label, month)) as label from topic_names group by topic
)
select topic_situation.*, labels.label from topic_situation left join labels using (topic) where period = $period
