-- How much each assessor decides freely: rules without a fixed amount, as a share of all that it judges.
-- 各考核单位的裁量空间:没有固定分值的规则所占比例
select assessor,
       count(*) as rules,
       count(*) filter (amount_kind in ('discretionary', 'range', 'formula', 'proportional')) as open_rules,
       round(100.0 * open_rules / count(*), 1) as percent_open
from (select unnest(assessors) as assessor, amount_kind from 'rules.parquet')
group by assessor
order by percent_open desc, rules desc, assessor;
