-- One row a game, with what every other view of this schema asks of a game: its day, its teams, how it ended.
create view mart.games as
select
    g.game_pk,
    g.season,
    home.sport_id,
    g.game_type,
    -- Feeds recorded before about 2022 do not name the official day.
    coalesce(
        g.official_date,
        g.original_date,
        (g.game_date at time zone coalesce(g.venue_time_zone, 'America/New_York'))::date
    )                                                                  as game_date,
    g.game_number,
    g.game_date                                                        as starts_at,
    g.coded_game_state = 'F'                                           as is_final,
    g.away_team_id,
    away.abbreviation                                                  as away_team,
    away.name                                                          as away_team_name,
    away.runs                                                          as away_runs,
    g.home_team_id,
    home.abbreviation                                                  as home_team,
    home.name                                                          as home_team_name,
    home.runs                                                          as home_runs,
    case
        when g.coded_game_state <> 'F' then null
        when away.runs > home.runs then 'away'
        when home.runs > away.runs then 'home'
        else 'tie'
    end                                                                as winner,
    g.current_inning                                                   as innings,
    g.venue_name                                                       as venue,
    g.attendance
from game.games g
left join game.game_teams away on away.game_pk = g.game_pk and away.side = 'away'
left join game.game_teams home on home.game_pk = g.game_pk and home.side = 'home';
comment on view mart.games is
    'Every game whose feed is in the warehouse, with its day, its teams and its result. Grain: one game.';
comment on column mart.games.game_pk is 'MLB''s number of the game.';
comment on column mart.games.season is 'Year of the season the game belongs to.';
comment on column mart.games.sport_id is 'Level of play: 1 majors, 11 Triple-A, 12 Double-A, 51 international.';
comment on column mart.games.game_type is 'Kind of game: R regular season, S spring training, E exhibition, A All-Star, F wild card, D division series, L championship series, W World Series.';
comment on column mart.games.game_date is 'Baseball day the game counts for; where the feed does not name it, the day it was first scheduled for, else the ballpark''s day of the scheduled start.';
comment on column mart.games.game_number is '1, or 2 for the second game of a doubleheader.';
comment on column mart.games.starts_at is 'Scheduled start as an instant.';
comment on column mart.games.is_final is 'True when the game was played to its end; a postponed one was not.';
comment on column mart.games.away_team_id is 'Visiting team.';
comment on column mart.games.away_team is 'Abbreviation of the visiting team.';
comment on column mart.games.away_team_name is 'Name of the visiting team.';
comment on column mart.games.away_runs is 'Runs of the visiting team so far; null before the game.';
comment on column mart.games.home_team_id is 'Home team.';
comment on column mart.games.home_team is 'Abbreviation of the home team.';
comment on column mart.games.home_team_name is 'Name of the home team.';
comment on column mart.games.home_runs is 'Runs of the home team so far; null before the game.';
comment on column mart.games.winner is 'away, home or tie; null until the game is final.';
comment on column mart.games.innings is 'Inning being played, at the end the last one; null before the game.';
comment on column mart.games.venue is 'Name of the ballpark.';
comment on column mart.games.attendance is 'Paid attendance; null until it is announced.';
