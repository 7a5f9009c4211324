-- The tree of the framework that the period was computed by; of a site that no longer has that version, the newest with its id.
select node, kind, name, parent, measure, direction, role, "columns", position
from framework_versions
where framework = coalesce(
  (select max(framework) from framework_versions where framework = $framework),
  (select max(framework) from framework_versions where split_part(framework, '@', 1) = split_part($framework, '@', 1)),
  (select max(framework) from framework_versions)
)
