-- Where every team stood at the end of a day, or of the last day with games before it; by default the last of a season.
with days as (
    select season, max(standings_date) as standings_date
    from mart.standings_by_date
    where (%(seasons)s::int[] is null or season = any(%(seasons)s::int[]))
      and (%(day)s::date is null or standings_date <= %(day)s::date)
    group by season
)
select s.*
from mart.standings_by_date s
join days using (season, standings_date)
order by s.season, s.league, s.division, s.division_rank, s.team_name
