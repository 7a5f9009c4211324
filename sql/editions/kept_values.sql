-- Figures of a period without excluded orders (不含剔除), of indicators that count any.
select * from kept_values where period = $period
