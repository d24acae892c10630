-- Where one finding costs most: deductions by the share of their task's points that one unit takes, doubtful ones left out.
-- 一次扣分占任务分值比例最高的规则(不含存疑规则)
select department, task, task_points, trigger, amount_max as points, per,
       round(100 * amount_max / task_points, 1) as percent_of_task
from 'rules.parquet'
where effect = 'deduct' and amount_kind in ('fixed', 'range') and not percent and task_points > 0 and certainty <> 'doubtful'
order by percent_of_task desc, rule_id
limit 20;
