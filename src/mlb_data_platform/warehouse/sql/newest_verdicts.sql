-- Checks by kind and severity, with how many of them failed when they last had something to check.
with recursive names as (
    -- From one name to the next along the index: verdicts are many, checks are few.
    select min(check_name) as check_name from metadata.quality_results
    union all
    select (select min(q.check_name) from metadata.quality_results q where q.check_name > names.check_name)
    from names
    where names.check_name is not null
)
select newest.kind, newest.severity, count(*) filter (where newest.status in ('failed', 'error'))
from names
cross join lateral (
    select q.kind, q.severity, q.status
    from metadata.quality_results q
    where q.check_name = names.check_name and q.status <> 'no_rows'
    order by q.started_at desc
    limit 1
) newest
group by newest.kind, newest.severity
