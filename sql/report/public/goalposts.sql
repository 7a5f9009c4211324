-- With three decimals, as values are: goalposts frozen from the figures of districts and months are some of these figures.
select * replace (round(low, 3) as low, round(high, 3) as high)
from published_goalposts
order by indicator, level;
