-- No rank of a withheld score; nor 回访不足 where those who did not answer are few.
select * from published_ranks r
where not is_withheld_score(period, kind, slug, node)
  and not (state_text = '回访不足' and exists (
    select 1 from withheld_callbacks w where w.period = r.period and w.kind = r.kind and w.slug = r.slug
  ))
order by position, kind, list_position((select list(node order by position) from published_nodes), node), "rank" nulls last, place;
