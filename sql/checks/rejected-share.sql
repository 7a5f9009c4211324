-- More than one row in twenty was refused: the contract probably no longer fits the export.
select name, rejected, "read", round(100.0 * rejected / nullif("read" - ignored, 0), 1) as percent
from files
where file = $partition and rejected > 0.05 * ("read" - ignored)
