-- The totals of the line score are those of its innings, of the box score's teams, and of the score after the last play.
-- Source: liveData.linescore.teams against linescore.innings[], boxscore.teams.*.teamStats and plays.allPlays[].result.
with games as (
    select game_pk, season
    from game.complete_games
    where %(game_pks)s::bigint[] is null or game_pk = any(%(game_pks)s::bigint[])
), official as (
    select t.game_pk, g.season, t.side, t.runs, t.hits, t.errors, t.left_on_base
    from games g
    join game.game_teams t using (game_pk)
)
select
    t.game_pk,
    t.side || ' ' || place as subject,
    measure,
    m.official::bigint     as official,
    m.recomputed::bigint   as recomputed
from official t
left join game.team_batting b using (game_pk, season, side)
left join game.team_fielding f using (game_pk, season, side)
left join game.team_pitching o on (o.game_pk, o.season) = (t.game_pk, t.season) and o.side <> t.side
cross join lateral (
    select sum(half.runs) as runs, sum(half.hits) as hits, sum(half.errors) as errors, sum(half.left_on_base) as left_on_base
    from game.linescore_innings n
    cross join lateral (values
        ('away', n.away_runs, n.away_hits, n.away_errors, n.away_left_on_base),
        ('home', n.home_runs, n.home_hits, n.home_errors, n.home_left_on_base)
    ) as half(side, runs, hits, errors, left_on_base)
    where n.game_pk = t.game_pk and half.side = t.side
) i
left join lateral (
    select case t.side when 'away' then l.away_score else l.home_score end as runs
    from game.plays l
    where (l.game_pk, l.season) = (t.game_pk, t.season)
    order by l.at_bat_index desc
    limit 1
) p on true
cross join lateral (values
    ('innings', 'runs', t.runs, i.runs),
    ('innings', 'hits', t.hits, i.hits),
    ('innings', 'errors', t.errors, i.errors),
    ('innings', 'left_on_base', t.left_on_base, i.left_on_base),
    ('last play', 'runs', t.runs, p.runs),
    ('batters', 'runs', t.runs, b.runs),
    ('batters', 'hits', t.hits, b.hits),
    ('pitchers faced', 'runs', t.runs, o.runs),
    ('pitchers faced', 'hits', t.hits, o.hits),
    ('fielders', 'errors', t.errors, f.errors)
) as m(place, measure, official, recomputed)
-- Innings of old line scores have runs and nothing else.
where m.official is not null and (m.recomputed is not null or place <> 'innings')
