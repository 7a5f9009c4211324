-- No rank of a withheld score.
select * from published_ranks where not is_withheld_score(period, kind, slug, node)
order by position, kind, list_position((select list(node order by position) from published_nodes), node), "rank", place;
