-- Games that were played to their end and have their plays: those whose official numbers can be recomputed.
create view game.complete_games as
select
    g.game_pk,
    g.season,
    g.game_type,
    g.official_date,
    g.scheduled_innings,
    g.away_team_id,
    g.home_team_id,
    exists (
        select from game.play_events e where e.game_pk = g.game_pk and e.season = g.season and e.is_pitch
    ) as has_pitches
from game.games g
where g.coded_game_state = 'F'
  -- A feed without play-by-play can hold one play all the same: the notice that the players warmed up, which is never completed.
  and exists (select from game.plays p where p.game_pk = g.game_pk and p.season = g.season and coalesce(p.is_complete, true));
comment on view game.complete_games is
    'Final games with play-by-play, the ones that reconciliations compare; before 1969 there are box scores only. Grain: one game.';
comment on column game.complete_games.game_pk is 'MLB''s number of the game.';
comment on column game.complete_games.season is 'Year of the season the game belongs to.';
comment on column game.complete_games.game_type is 'Kind of game, as in game.games.';
comment on column game.complete_games.official_date is 'Baseball day the game counts for; null in feeds recorded before about 2022.';
comment on column game.complete_games.scheduled_innings is 'Innings the game was planned for.';
comment on column game.complete_games.away_team_id is 'Visiting team.';
comment on column game.complete_games.home_team_id is 'Home team.';
comment on column game.complete_games.has_pitches is 'True when its plays have their pitches, as a rule since 1988.';
