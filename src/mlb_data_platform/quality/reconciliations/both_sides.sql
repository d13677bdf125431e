-- What one team's batters did is what the other team's pitchers allowed, and its outs are the other's putouts.
-- Source: liveData.boxscore.teams.away|home.teamStats.batting against .teamStats.pitching and .fielding of the other side.
-- Feeds captured until about 2023 leave part of the pitchers' totals at 0; they lack fly outs off the pitchers, and only what they fill is compared.
with games as (
    select game_pk, season
    from game.complete_games
    where %(game_pks)s::bigint[] is null or game_pk = any(%(game_pks)s::bigint[])
)
select
    b.game_pk,
    b.side                 as subject,
    measure,
    m.official::bigint     as official,
    m.recomputed::bigint   as recomputed
from games g
join game.team_batting b on (b.game_pk, b.season) = (g.game_pk, g.season)
join game.team_pitching p on (p.game_pk, p.season) = (g.game_pk, g.season) and p.side <> b.side
join game.team_fielding f on (f.game_pk, f.season, f.side) = (p.game_pk, p.season, p.side)
cross join lateral (values
    ('plate_appearances', b.plate_appearances, p.batters_faced, true),
    ('at_bats', b.at_bats, p.at_bats, true),
    ('runs', b.runs, p.runs, true),
    ('rbi', b.rbi, p.rbi, p.fly_outs is not null),
    ('hits', b.hits, p.hits, true),
    ('doubles', b.doubles, p.doubles, p.fly_outs is not null),
    ('triples', b.triples, p.triples, p.fly_outs is not null),
    ('home_runs', b.home_runs, p.home_runs, true),
    ('base_on_balls', b.base_on_balls, p.base_on_balls, true),
    ('intentional_walks', b.intentional_walks, p.intentional_walks, p.fly_outs is not null),
    ('hit_by_pitch', b.hit_by_pitch, p.hit_batsmen, p.fly_outs is not null),
    ('strike_outs', b.strike_outs, p.strike_outs, true),
    ('sac_bunts', b.sac_bunts, p.sac_bunts, p.fly_outs is not null),
    ('sac_flies', b.sac_flies, p.sac_flies, p.fly_outs is not null),
    ('catchers_interference', b.catchers_interference, p.catchers_interference, p.fly_outs is not null),
    ('stolen_bases', b.stolen_bases, p.stolen_bases, p.fly_outs is not null),
    ('caught_stealing', b.caught_stealing, p.caught_stealing, p.fly_outs is not null),
    ('outs', p.outs, f.put_outs, true)
) as m(measure, official, recomputed, is_filled)
where m.official is not null and m.recomputed is not null and is_filled
