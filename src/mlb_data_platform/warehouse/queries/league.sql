-- What the warehouse holds, in one line.
select
    (select count(*) from game.games where coded_game_state = 'F')                               as games,
    (select count(*) from game.plays)                                                            as plays,
    (select count(*) from game.play_events where is_pitch)                                       as pitches,
    (select count(*) from game.runners)                                                          as runner_movements,
    (select round(avg(runs), 2) from game.game_teams t join game.games g using (game_pk)
     where g.coded_game_state = 'F')                                                             as runs_per_team
