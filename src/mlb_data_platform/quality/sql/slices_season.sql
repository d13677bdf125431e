-- Seasons that a user's filters choose, of every sport.
select concat_ws('/', sport_id::text, season_id)
from season.season_dates
where %(season)s::int is null or season_id = %(season)s::text
order by 1
