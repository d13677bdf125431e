-- Every fielder's putouts, assists and errors in the box score are the credits that he got in the plays.
-- Source: liveData.boxscore.teams.*.players.*.stats.fielding against plays.allPlays[].runners[].credits[].
-- How credits become putouts, assists and errors: game.official_credits (rules 9.09, 9.10, 9.12; statsapi.md, quirk 19).
-- Games whose plays carry no credits at all are not compared. Captures of about 2019 leave errors out of the chances, and have no games started.
with games as (
    select game_pk, season
    from game.complete_games
    where %(game_pks)s::bigint[] is null or game_pk = any(%(game_pks)s::bigint[])
), credited as (
    select
        v.game_pk, side, person_id,
        count(*) filter (where kind = 'put_out') as put_outs,
        count(*) filter (where kind = 'assist')  as assists,
        count(*) filter (where kind = 'error')   as errors,
        count(*) filter (where is_chance)        as chances
    from games g
    cross join lateral (
        select * from game.official_credits v where (v.game_pk, v.season) = (g.game_pk, g.season) offset 0
    ) v
    group by 1, 2, 3
), official as (
    select l.*, bool_or(l.games_started is not null) over (partition by l.game_pk) as counts_errors
    from games
    join game.fielding_lines l using (game_pk, season)
    where l.game_pk in (select game_pk from credited)
)
select
    game_pk,
    side || ' person ' || person_id as subject,
    measure,
    coalesce(official, 0)::bigint   as official,
    coalesce(recomputed, 0)::bigint as recomputed
from official o
full join credited c using (game_pk, side, person_id)
cross join lateral (values
    ('put_outs', o.put_outs, c.put_outs),
    ('assists', o.assists, c.assists),
    ('errors', o.errors, c.errors),
    ('chances', case when o.counts_errors then o.chances end, c.chances)
) as m(measure, official, recomputed)
where o.game_pk is null or official is not null
