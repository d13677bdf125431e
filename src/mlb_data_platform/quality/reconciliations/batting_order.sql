-- Who came to bat in the plays is who the batting order of the box score says: slot after slot, starters first, substitutes in their order.
-- Source: liveData.boxscore.teams.*.players.*.battingOrder against plays.allPlays[].matchup.batter.
-- battingOrder is slot x 100 + number of the substitution (statsapi.md, quirk 14). The n-th plate appearance of a team belongs to slot n, counted round;
-- a batter whose inning ends in mid-count bats again. Rule 5.04(a): nine slots, each with one starter.
with games as (
    select game_pk, season
    from game.complete_games
    where %(game_pks)s::bigint[] is null or game_pk = any(%(game_pks)s::bigint[])
), teams as (
    -- Spring training has seen a tenth batter; the order goes round as many as there are.
    select l.game_pk, l.season, l.side, max(l.slot) as slots
    from games
    join game.lineups l using (game_pk, season)
    where l.slot is not null
    group by 1, 2, 3
), turns as (
    select t.game_pk, t.season, t.side, t.slots, a.batter_id as person_id, a.turn
    from teams t
    cross join lateral (
        select batter_id, row_number() over (order by at_bat_index) as turn
        from game.plate_appearances
        where (game_pk, season, batting_side) = (t.game_pk, t.season, t.side)
    ) a
), listed as (
    select l.game_pk, l.side, l.person_id, l.slot, l.substitution
    from games
    join game.lineups l using (game_pk, season)
    where l.slot is not null
), first_turns as (
    select game_pk, side, person_id, min(turn) as turn
    from turns
    group by 1, 2, 3
), in_slots as (
    select
        game_pk, side, slot,
        count(*) filter (where substitution = 0)                                                as starters,
        string_agg(substitution::text, ' ' order by substitution)                               as substitutions,
        string_agg(person_id::text, ' ' order by substitution) filter (where turn is not null)  as in_order,
        string_agg(person_id::text, ' ' order by turn) filter (where turn is not null)          as batted,
        count(*)                                                                                as persons
    from listed
    full join first_turns using (game_pk, side, person_id)
    where slot is not null
    group by 1, 2, 3
)
select
    t.game_pk,
    t.side || ' plate appearance ' || t.turn as subject,
    'slot'                                   as measure,
    l.slot::text                             as official,
    ((t.turn - 1) %% t.slots + 1)::text      as recomputed
from turns t
left join game.lineups l using (game_pk, season, side, person_id)
union all
select game_pk, side || ' slot ' || slot, m.measure, m.official, m.recomputed
from in_slots
cross join lateral (values
    ('starters', starters::text, '1'),
    ('substitutions', substitutions, (select string_agg(n::text, ' ' order by n) from generate_series(0, persons - 1) n)),
    ('batters in their order', in_order, batted)
) as m(measure, official, recomputed)
union all
select game_pk, side, 'slots', slots::text, '9' from teams
