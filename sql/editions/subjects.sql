-- Who was scored, under the names of that day: a district renamed later keeps its old name in the edition.
select $period::varchar as period, * from subjects
