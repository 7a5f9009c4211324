-- Words of 公开版. Not a table.
create or replace temp macro withheld_text() as '件数过少，不予公布';

create or replace temp macro is_withheld_figure(a_period, a_kind, a_slug, a_name) as
  exists (select 1 from withheld_figures w where w.period = a_period and w.kind = a_kind and w.slug = a_slug and w.name = a_name);

create or replace temp macro is_withheld_score(a_period, a_kind, a_slug, a_name) as
  exists (select 1 from withheld_scores w where w.period = a_period and w.kind = a_kind and w.slug = a_slug and w.name = a_name);

create or replace temp macro is_withheld_count(a_period, a_kind, a_slug, a_name) as
  exists (select 1 from withheld_counts w where w.period = a_period and w.kind = a_kind and w.slug = a_slug and w.name = a_name);
