-- Words of 公开版, and what it may not show. Not a table.
create or replace temp macro withheld_text() as '件数过少，不予公布';

-- Of streets only the newest period is published, so nobody judged what the others would tell: all of it is withheld.
create or replace temp macro is_unjudged(a_period, a_kind) as
  a_kind = 'street' and a_period <> (select period from published_periods where newest);

create or replace temp macro is_withheld_figure(a_period, a_kind, a_slug, a_name) as
  is_unjudged(a_period, a_kind)
  or exists (select 1 from withheld_figures w where w.period = a_period and w.kind = a_kind and w.slug = a_slug and w.name = a_name);

create or replace temp macro is_withheld_score(a_period, a_kind, a_slug, a_name) as
  is_unjudged(a_period, a_kind)
  or exists (select 1 from withheld_scores w where w.period = a_period and w.kind = a_kind and w.slug = a_slug and w.name = a_name);

create or replace temp macro is_withheld_count(a_period, a_kind, a_slug, a_name) as
  is_unjudged(a_period, a_kind)
  or exists (select 1 from withheld_counts w where w.period = a_period and w.kind = a_kind and w.slug = a_slug and w.name = a_name);
