-- A team's earned runs, passed balls and pitches in the box score are those of its plays.
-- Source: liveData.boxscore.teams.*.teamStats against plays.allPlays[].runners[] and .playEvents[].
-- A run earned for a pitcher who came in after an error is not earned for his team, so that a team can have fewer than its pitchers (rule 9.16(i)).
-- A passed ball moves several runners and is one. The box score gives it to the catcher, whom the plays do not name, so it is compared by team.
with games as (
    select game_pk, season, has_pitches
    from game.complete_games
    where %(game_pks)s::bigint[] is null or game_pk = any(%(game_pks)s::bigint[])
), plays as (
    select p.game_pk, p.season, p.at_bat_index, case when p.is_top_inning then 'home' else 'away' end as side
    from games
    join game.plays p using (game_pk, season)
), movements as (
    select
        game_pk, side,
        count(*) filter (where r.end_base = 'score')                                   as runs,
        count(*) filter (where r.end_base = 'score' and r.earned and not r.team_unearned) as earned_runs,
        count(r.responsible_pitcher_id)                                                as charged
    from plays
    join game.runners r using (game_pk, season, at_bat_index)
    group by 1, 2
), official as (
    select game_pk, side, games.has_pitches, p.runs, p.earned_runs, p.number_of_pitches, f.passed_ball
    from games
    join game.team_pitching p using (game_pk, season)
    join game.team_fielding f using (game_pk, season, side)
), passed as (
    select game_pk, side, count(*) as passed_balls
    from (
        select game_pk, side, at_bat_index, r.play_index
        from plays
        join game.runners r using (game_pk, season, at_bat_index)
        where r.event_type = 'passed_ball'
        union
        select game_pk, side, at_bat_index, e.event_index
        from plays
        join game.play_events e using (game_pk, season, at_bat_index)
        where e.event_type = 'passed_ball'
    ) as each_once
    group by 1, 2
), thrown as (
    select game_pk, side, count(*) as pitches
    from plays
    join game.play_events e using (game_pk, season, at_bat_index)
    where e.is_pitch
    group by 1, 2
)
select
    game_pk,
    side                              as subject,
    measure,
    m.official::bigint                as official,
    coalesce(m.recomputed, 0)::bigint as recomputed
from official o
full join movements r using (game_pk, side)
full join passed b using (game_pk, side)
full join thrown t using (game_pk, side)
cross join lateral (values
    ('runs', o.runs, r.runs, true),
    ('earned_runs', o.earned_runs, r.earned_runs, r.runs = 0 or r.charged > 0),
    ('passed_ball', o.passed_ball, b.passed_balls, true),
    ('number_of_pitches', o.number_of_pitches, t.pitches, o.has_pitches)
) as m(measure, official, recomputed, is_told)
where m.official is not null and is_told
