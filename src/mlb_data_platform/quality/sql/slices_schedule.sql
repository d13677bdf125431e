-- Days of a sport's schedule that a user's filters choose; a day without games has no row and is not there.
select distinct concat_ws('/', coalesce(sport_id::text, '-'), schedule_date::text)
from schedule.games
where (%(season)s::int is null or season = %(season)s::int)
  and (%(start_date)s::date is null or schedule_date >= %(start_date)s::date)
  and (%(end_date)s::date is null or schedule_date <= %(end_date)s::date)
order by 1
