-- The same finding priced differently: triggers that several departments share and that cost different amounts.
-- 同一情形在不同部门扣分不一致
select concat(subject, trigger) as finding,
       count(distinct department) as departments,
       min(amount_max) as least, max(amount_max) as most,
       list(distinct department order by department) as who
from 'rules.parquet'
where effect = 'deduct' and amount_kind = 'fixed'
group by finding
having count(distinct department) > 1 and min(amount_max) <> max(amount_max)
order by most - least desc, finding;
