-- A team's totals in the box score are the sums of its players' lines.
-- Source: liveData.boxscore.teams.*.teamStats against .players.*.stats.
-- Feeds captured until about 2023 leave part of the totals at 0 and are known by lacking others (air outs of the batters, fly outs off the
-- pitchers): of those only the totals that they fill are compared. A team's earned runs can be fewer than its pitchers' (rule 9.16(i)): team_plays.sql.
-- Complete games, shutouts, save opportunities and inherited runners are no sums and are left out.
with games as (
    select game_pk, season
    from game.complete_games
    where %(game_pks)s::bigint[] is null or game_pk = any(%(game_pks)s::bigint[])
)
select
    b.game_pk,
    b.side || ' ' || lines            as subject,
    measure,
    m.official::bigint                as official,
    coalesce(m.recomputed, 0)::bigint as recomputed
from games
join game.team_batting b using (game_pk, season)
join game.team_pitching p using (game_pk, season, side)
join game.team_fielding f using (game_pk, season, side)
cross join lateral (
    select
        sum(plate_appearances) as plate_appearances, sum(at_bats) as at_bats, sum(runs) as runs, sum(hits) as hits, sum(doubles) as doubles,
        sum(triples) as triples, sum(home_runs) as home_runs, sum(total_bases) as total_bases, sum(rbi) as rbi, sum(base_on_balls) as base_on_balls,
        sum(intentional_walks) as intentional_walks, sum(hit_by_pitch) as hit_by_pitch, sum(strike_outs) as strike_outs, sum(sac_bunts) as sac_bunts,
        sum(sac_flies) as sac_flies, sum(catchers_interference) as catchers_interference, sum(ground_into_double_play) as ground_into_double_play,
        sum(stolen_bases) as stolen_bases, sum(caught_stealing) as caught_stealing, sum(left_on_base) as left_on_base
    from game.batting_lines l
    where (l.game_pk, l.season, l.side) = (b.game_pk, b.season, b.side)
) bs
cross join lateral (
    select
        sum(batters_faced) as batters_faced, sum(outs) as outs, sum(coalesce(number_of_pitches, pitches_thrown)) as number_of_pitches,
        sum(strikes) as strikes, sum(balls) as balls, sum(at_bats) as at_bats, sum(runs) as runs, sum(hits) as hits, sum(doubles) as doubles,
        sum(triples) as triples, sum(home_runs) as home_runs, sum(base_on_balls) as base_on_balls, sum(intentional_walks) as intentional_walks,
        sum(hit_batsmen) as hit_batsmen, sum(strike_outs) as strike_outs, sum(wild_pitches) as wild_pitches, sum(balks) as balks,
        sum(stolen_bases) as stolen_bases, sum(caught_stealing) as caught_stealing
    from game.pitching_lines l
    where (l.game_pk, l.season, l.side) = (b.game_pk, b.season, b.side)
) ps
cross join lateral (
    select
        sum(put_outs) as put_outs, sum(assists) as assists, sum(errors) as errors, sum(chances) as chances, sum(passed_ball) as passed_ball
    from game.fielding_lines l
    where (l.game_pk, l.season, l.side) = (b.game_pk, b.season, b.side)
) fs
cross join lateral (values
    ('batting', 'plate_appearances', b.plate_appearances, bs.plate_appearances, true),
    ('batting', 'at_bats', b.at_bats, bs.at_bats, true),
    ('batting', 'runs', b.runs, bs.runs, true),
    ('batting', 'hits', b.hits, bs.hits, true),
    ('batting', 'doubles', b.doubles, bs.doubles, true),
    ('batting', 'triples', b.triples, bs.triples, true),
    ('batting', 'home_runs', b.home_runs, bs.home_runs, true),
    ('batting', 'total_bases', b.total_bases, bs.total_bases, true),
    ('batting', 'rbi', b.rbi, bs.rbi, true),
    ('batting', 'base_on_balls', b.base_on_balls, bs.base_on_balls, true),
    ('batting', 'intentional_walks', b.intentional_walks, bs.intentional_walks, b.air_outs is not null),
    ('batting', 'hit_by_pitch', b.hit_by_pitch, bs.hit_by_pitch, b.air_outs is not null),
    ('batting', 'strike_outs', b.strike_outs, bs.strike_outs, true),
    ('batting', 'sac_bunts', b.sac_bunts, bs.sac_bunts, b.air_outs is not null),
    ('batting', 'sac_flies', b.sac_flies, bs.sac_flies, b.air_outs is not null),
    ('batting', 'catchers_interference', b.catchers_interference, bs.catchers_interference, b.air_outs is not null),
    ('batting', 'ground_into_double_play', b.ground_into_double_play, bs.ground_into_double_play, b.air_outs is not null),
    ('batting', 'stolen_bases', b.stolen_bases, bs.stolen_bases, true),
    ('batting', 'caught_stealing', b.caught_stealing, bs.caught_stealing, true),
    ('batting', 'left_on_base', b.left_on_base, bs.left_on_base, true),
    ('pitching', 'batters_faced', p.batters_faced, ps.batters_faced, true),
    ('pitching', 'outs', p.outs, ps.outs, true),
    ('pitching', 'innings_pitched', p.innings_outs, ps.outs, true),
    ('pitching', 'number_of_pitches', p.number_of_pitches, ps.number_of_pitches, true),
    ('pitching', 'strikes', p.strikes, ps.strikes, true),
    ('pitching', 'balls', p.balls, ps.balls, true),
    ('pitching', 'at_bats', p.at_bats, ps.at_bats, true),
    ('pitching', 'runs', p.runs, ps.runs, true),
    ('pitching', 'hits', p.hits, ps.hits, true),
    ('pitching', 'doubles', p.doubles, ps.doubles, p.fly_outs is not null),
    ('pitching', 'triples', p.triples, ps.triples, p.fly_outs is not null),
    ('pitching', 'home_runs', p.home_runs, ps.home_runs, true),
    ('pitching', 'base_on_balls', p.base_on_balls, ps.base_on_balls, true),
    ('pitching', 'intentional_walks', p.intentional_walks, ps.intentional_walks, p.fly_outs is not null),
    ('pitching', 'hit_batsmen', p.hit_batsmen, ps.hit_batsmen, p.fly_outs is not null),
    ('pitching', 'strike_outs', p.strike_outs, ps.strike_outs, true),
    ('pitching', 'wild_pitches', p.wild_pitches, ps.wild_pitches, p.fly_outs is not null),
    ('pitching', 'balks', p.balks, ps.balks, p.fly_outs is not null),
    ('pitching', 'stolen_bases', p.stolen_bases, ps.stolen_bases, p.fly_outs is not null),
    ('pitching', 'caught_stealing', p.caught_stealing, ps.caught_stealing, p.fly_outs is not null),
    ('fielding', 'put_outs', f.put_outs, fs.put_outs, true),
    ('fielding', 'assists', f.assists, fs.assists, true),
    ('fielding', 'errors', f.errors, fs.errors, true),
    ('fielding', 'chances', f.chances, fs.chances, true),
    ('fielding', 'passed_ball', f.passed_ball, fs.passed_ball, true)
) as m(lines, measure, official, recomputed, is_filled)
where m.official is not null and is_filled
