-- The winning, losing and saving pitcher are those of the pitchers' lines, and pitched for the team that won or lost.
-- Source: liveData.decisions against boxscore.teams.*.players.*.stats.pitching and linescore.teams.*.runs (rules 9.17 and 9.19).
-- A tie has no decisions, and of a save there is at most one, the winning team's. A decided game that the feed names nobody for
-- (exhibitions) is not compared.
with games as (
    select game_pk, season
    from game.complete_games
    where %(game_pks)s::bigint[] is null or game_pk = any(%(game_pks)s::bigint[])
), decided as (
    select
        g.game_pk, g.season, d.decision, d.person_id, d.won,
        case when a.runs <> h.runs then case when (a.runs > h.runs) = d.won then 'away' else 'home' end end as side
    from games
    join game.games g using (game_pk, season)
    join game.game_teams a on a.game_pk = g.game_pk and a.side = 'away'
    join game.game_teams h on h.game_pk = g.game_pk and h.side = 'home'
    cross join lateral (values
        ('win', g.winning_pitcher_id, true), ('loss', g.losing_pitcher_id, false), ('save', g.save_pitcher_id, true)
    ) as d(decision, person_id, won)
    where a.runs = h.runs or g.winning_pitcher_id is not null or g.losing_pitcher_id is not null
), credited as (
    select
        l.game_pk, d.decision,
        string_agg(l.person_id::text, ' ' order by l.side, l.person_id) as persons,
        string_agg(l.side, ' ' order by l.side, l.person_id)            as sides
    from games
    join game.pitching_lines l using (game_pk, season)
    cross join lateral (values ('win', l.wins), ('loss', l.losses), ('save', l.saves)) as d(decision, credited)
    where d.credited > 0 and l.game_pk in (select game_pk from decided)
    group by 1, 2
)
select game_pk, decision as subject, measure, m.official, m.recomputed
from decided d
full join credited c using (game_pk, decision)
cross join lateral (values
    ('pitcher', d.person_id::text, c.persons),
    ('side', c.sides, case when c.sides is not null then d.side end)
) as m(measure, official, recomputed)
