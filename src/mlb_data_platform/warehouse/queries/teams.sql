-- Every team of a season, under its names in its last game of that season.
select distinct on (t.season, t.team_id)
    g.season,
    t.team_id,
    t.abbreviation as team,
    t.name         as team_name,
    t.location_name,
    t.club_name,
    t.team_name    as nickname,
    t.short_name,
    t.league_id,
    t.league_name  as league,
    t.division_id,
    t.division_name as division,
    t.venue_id,
    t.venue_name   as venue
from game.game_teams t
join game.games g using (game_pk)
where %(seasons)s::int[] is null or g.season = any(%(seasons)s::int[])
order by t.season, t.team_id, t.game_pk desc
