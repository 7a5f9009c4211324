-- Made from all subjects, also those whose figures are withheld. 公开版 has the table's columns and no row.
select * from published_robustness_groups where false;
