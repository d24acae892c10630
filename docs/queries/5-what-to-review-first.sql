-- Where a reviewer's hour is best spent: tasks with the most doubtful rules, those worth most first.
-- 复核优先级:存疑规则多、分值高的任务在前
select t.department, t.task, t.task_points, t.rules_count,
       count(*) filter (r.certainty = 'doubtful') as doubtful,
       count(*) filter (r.certainty = 'likely') as likely,
       list_sort(list_distinct(any_value(t.anomalies))) as codes
from 'tasks.parquet' t
left join 'rules.parquet' r using (task_id)
group by t.task_id, t.department, t.task, t.task_points, t.rules_count
having doubtful > 0 or len(codes) > 0
order by doubtful desc, t.task_points desc nulls last, t.department, t.task, t.task_id;
