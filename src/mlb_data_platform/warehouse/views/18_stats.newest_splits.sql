-- Every number once: what was asked twice is here as the newest answer has it.
create view stats.newest_splits as
select distinct on (
    person_id, team_id, season, stat_group, stat_type, game_type, league_id, sport_id, opponent_id, game_pk,
    played_on, is_home, is_win, day_of_week, month, situation_code, batter_id, pitcher_id, position_code,
    number_of_teams, stat_name
)
    person_id, team_id, season, stat_group, stat_type, game_type, league_id, sport_id, opponent_id, game_pk,
    played_on, is_home, is_win, day_of_week, month, situation_code, batter_id, pitcher_id, position_code,
    number_of_teams, stat_name, value, value_text, asked_of, asked, source_captured_at
from stats.splits
order by
    person_id, team_id, season, stat_group, stat_type, game_type, league_id, sport_id, opponent_id, game_pk,
    played_on, is_home, is_win, day_of_week, month, situation_code, batter_id, pitcher_id, position_code,
    number_of_teams, stat_name, source_captured_at desc, source_raw_id desc;
comment on view stats.newest_splits is 'Numbers of persons and clubs, each once: of several answers the newest. Grain: one number of one split. Splits that were asked for by span of days or number of games carry neither, so of those only the newest question is here: take stats.splits, and name what was asked.';
comment on column stats.newest_splits.person_id is 'The person the numbers are about; null for clubs.';
comment on column stats.newest_splits.team_id is 'The club the numbers are about, or that the person made them for.';
comment on column stats.newest_splits.season is 'Season of the numbers; null for careers and spans of days.';
comment on column stats.newest_splits.stat_group is 'hitting, pitching, fielding or catching.';
comment on column stats.newest_splits.stat_type is 'Kind of split: season, career, gameLog, …';
comment on column stats.newest_splits.game_type is 'Kind of games that were counted.';
comment on column stats.newest_splits.league_id is 'League the numbers were made in; null for totals.';
comment on column stats.newest_splits.sport_id is 'Sport the numbers were made in.';
comment on column stats.newest_splits.opponent_id is 'Club played against, in splits by opponent or game.';
comment on column stats.newest_splits.game_pk is 'The game, in splits by game.';
comment on column stats.newest_splits.played_on is 'Day of the game, in splits by game.';
comment on column stats.newest_splits.is_home is 'True when the club was at home, in splits by game.';
comment on column stats.newest_splits.is_win is 'True when the club won, in splits by game.';
comment on column stats.newest_splits.day_of_week is 'Day of the week in splits by it.';
comment on column stats.newest_splits.month is 'Month in splits by it.';
comment on column stats.newest_splits.situation_code is 'Situation in splits by it, as in reference.situation_codes.';
comment on column stats.newest_splits.batter_id is 'The batter, in splits of a pitcher and a batter.';
comment on column stats.newest_splits.pitcher_id is 'The pitcher, in splits of a pitcher and a batter.';
comment on column stats.newest_splits.position_code is 'Position that was played, for fielding.';
comment on column stats.newest_splits.number_of_teams is 'Clubs the numbers were made for, for totals.';
comment on column stats.newest_splits.stat_name is 'What was counted, in the API''s word.';
comment on column stats.newest_splits.value is 'The number; innings are written as in a box score.';
comment on column stats.newest_splits.value_text is 'What the API gives, as text.';
comment on column stats.newest_splits.asked_of is 'Endpoint that was asked.';
comment on column stats.newest_splits.asked is 'What was asked.';
comment on column stats.newest_splits.source_captured_at is 'When the answer was captured.';
