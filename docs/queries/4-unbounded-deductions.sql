-- Tasks that a few findings can empty: how many units of its costliest uncapped rule use up a task's points.
-- 最容易扣光的任务:无上限规则扣完本任务分值所需的次数
select department, task, task_points,
       arg_max(trigger, amount_max / step) as trigger,
       max(amount_max / step) as points_each,
       ceil(task_points / max(amount_max / step))::integer as units_to_zero
from 'rules.parquet'
where effect = 'deduct' and len(per) > 0 and cap_kind is null and group_cap is null
  and amount_kind = 'fixed' and not percent and scope = 'task'
group by department, task_id, task, task_points
having units_to_zero is not null
order by units_to_zero, department, task;
