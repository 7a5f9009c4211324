-- No band of a withheld score.
select * from published_bands where not is_withheld_score(period, kind, slug, node)
order by position, kind, list_position((select list(node order by position) from published_nodes), node), place, band_position;
