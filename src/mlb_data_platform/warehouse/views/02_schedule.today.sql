-- What is listed for the baseball day that it is now in New York.
create materialized view schedule.today as
select s.*
from schedule.games s
where s.schedule_date = (now() at time zone 'America/New_York')::date;
create unique index today_key on schedule.today (game_pk, schedule_date);
comment on materialized view schedule.today is
    'Listings of the present baseball day (America/New_York), as of the last refresh. Grain: one game and listing date.';
