select m.* replace (if(w.topic is null, m.orders, null) as orders, if(w.topic is null, '', withheld_text()) as state_text)
from published_topic_months m left join withheld_topic_months w on w.month = m.month and w.topic = m.topic
order by m.month, m.topic;
