-- What every pitcher did in every game, with the day, the teams and the result, and his season so far beside it.
create view mart.player_game_pitching as
select
    l.game_pk,
    l.season,
    g.sport_id,
    g.game_type,
    g.game_date,
    g.game_number,
    g.is_final,
    l.person_id,
    l.full_name                                                        as player_name,
    l.team_id,
    case l.side when 'home' then g.home_team else g.away_team end      as team,
    case l.side when 'home' then g.away_team_id else g.home_team_id end as opponent_id,
    case l.side when 'home' then g.away_team else g.home_team end      as opponent,
    l.side = 'home'                                                    as is_home,
    case when g.winner is null then null when g.winner = l.side then 'W' when g.winner = 'tie' then 'T' else 'L' end as result,
    case l.side when 'home' then g.home_runs else g.away_runs end      as team_runs,
    case l.side when 'home' then g.away_runs else g.home_runs end      as opponent_runs,
    o.pitcher_index + 1                                                as pitching_order,
    l.games_started = 1                                                as is_starter,
    case when l.wins = 1 then 'W' when l.losses = 1 then 'L' when l.saves = 1 then 'S' when l.holds = 1 then 'H'
        when l.blown_saves = 1 then 'BS' end                           as decision,
    l.wins,
    l.losses,
    l.saves,
    l.holds,
    l.blown_saves,
    l.save_opportunities,
    l.innings_pitched,
    l.innings_outs,
    l.batters_faced,
    l.number_of_pitches,
    l.strikes,
    l.balls,
    l.runs,
    l.earned_runs,
    l.hits,
    l.doubles,
    l.triples,
    l.home_runs,
    l.base_on_balls,
    l.intentional_walks,
    l.hit_batsmen,
    l.strike_outs,
    l.wild_pitches,
    l.balks,
    l.stolen_bases,
    l.caught_stealing,
    l.pickoffs,
    l.inherited_runners,
    l.inherited_runners_scored,
    l.complete_games,
    l.shutouts,
    round(27 * l.earned_runs::numeric / nullif(l.innings_outs, 0), 2)  as era,
    round(3 * (l.base_on_balls + l.hits)::numeric / nullif(l.innings_outs, 0), 2) as whip,
    round(27 * l.strike_outs::numeric / nullif(l.innings_outs, 0), 2)  as strikeouts_per_9,
    round(27 * l.base_on_balls::numeric / nullif(l.innings_outs, 0), 2) as walks_per_9,
    round(l.strikes::numeric / nullif(l.number_of_pitches, 0), 3)      as strike_share,
    s.games_pitched                                                    as season_games_pitched,
    s.games_started                                                    as season_games_started,
    s.wins                                                             as season_wins,
    s.losses                                                           as season_losses,
    s.saves                                                            as season_saves,
    s.holds                                                            as season_holds,
    s.blown_saves                                                      as season_blown_saves,
    s.innings_pitched                                                  as season_innings_pitched,
    s.innings_outs                                                     as season_innings_outs,
    s.batters_faced                                                    as season_batters_faced,
    s.runs                                                             as season_runs,
    s.earned_runs                                                      as season_earned_runs,
    s.hits                                                             as season_hits,
    s.home_runs                                                        as season_home_runs,
    s.base_on_balls                                                    as season_base_on_balls,
    s.hit_batsmen                                                      as season_hit_batsmen,
    s.strike_outs                                                      as season_strike_outs,
    s.era                                                              as season_era,
    s.whip                                                             as season_whip,
    s.strikeouts_per_9_inn                                             as season_strikeouts_per_9_inn,
    s.walks_per_9_inn                                                  as season_walks_per_9_inn
from game.pitching_lines l
join mart.games g on g.game_pk = l.game_pk
left join game.lineups o
    on o.game_pk = l.game_pk and o.season = l.season and o.side = l.side and o.person_id = l.person_id
left join game.season_pitching_lines s
    on s.game_pk = l.game_pk and s.season = l.season and s.side = l.side and s.person_id = l.person_id;
comment on view mart.player_game_pitching is
    'What every pitcher did in every game, as the official box score has it, and his season so far. Grain: one player with a pitching line in one game (and team).';
comment on column mart.player_game_pitching.game_pk is 'MLB''s number of the game.';
comment on column mart.player_game_pitching.season is 'Year of the season the game belongs to.';
comment on column mart.player_game_pitching.sport_id is 'Level of play: 1 majors, 11 Triple-A, 12 Double-A, 51 international.';
comment on column mart.player_game_pitching.game_type is 'Kind of game: R regular season, S spring training, E exhibition, A All-Star, F wild card, D division series, L championship series, W World Series.';
comment on column mart.player_game_pitching.game_date is 'Baseball day the game counts for.';
comment on column mart.player_game_pitching.game_number is '1, or 2 for the second game of a doubleheader.';
comment on column mart.player_game_pitching.is_final is 'True when the game was played to its end; else the line is that of the moment of the feed.';
comment on column mart.player_game_pitching.person_id is 'MLB''s number of the player.';
comment on column mart.player_game_pitching.player_name is 'Name of the player.';
comment on column mart.player_game_pitching.team_id is 'Team he played for in this game.';
comment on column mart.player_game_pitching.team is 'Abbreviation of his team.';
comment on column mart.player_game_pitching.opponent_id is 'The other team.';
comment on column mart.player_game_pitching.opponent is 'Abbreviation of the other team.';
comment on column mart.player_game_pitching.is_home is 'True when his team played at home.';
comment on column mart.player_game_pitching.result is 'W, L or T for his team; null until the game is final.';
comment on column mart.player_game_pitching.team_runs is 'Runs of his team.';
comment on column mart.player_game_pitching.opponent_runs is 'Runs of the other team.';
comment on column mart.player_game_pitching.pitching_order is 'Which pitcher of his team he was, 1 for the starting pitcher.';
comment on column mart.player_game_pitching.is_starter is 'True for the starting pitcher.';
comment on column mart.player_game_pitching.decision is 'W win, L loss, S save, H hold, BS blown save without any of these; null for none.';
comment on column mart.player_game_pitching.wins is 'Wins.';
comment on column mart.player_game_pitching.losses is 'Losses.';
comment on column mart.player_game_pitching.saves is 'Saves.';
comment on column mart.player_game_pitching.holds is 'Holds.';
comment on column mart.player_game_pitching.blown_saves is 'Blown saves.';
comment on column mart.player_game_pitching.save_opportunities is 'Chances for a save.';
comment on column mart.player_game_pitching.innings_pitched is 'Innings as the box score writes them: the digit after the point counts outs.';
comment on column mart.player_game_pitching.innings_outs is 'Innings in whole outs.';
comment on column mart.player_game_pitching.batters_faced is 'Batters faced; null where no pitch was thrown.';
comment on column mart.player_game_pitching.number_of_pitches is 'Pitches thrown; null where no pitch was thrown.';
comment on column mart.player_game_pitching.strikes is 'Pitches that were strikes, balls put in play included.';
comment on column mart.player_game_pitching.balls is 'Pitches called a ball.';
comment on column mart.player_game_pitching.runs is 'Runs charged.';
comment on column mart.player_game_pitching.earned_runs is 'Earned runs charged.';
comment on column mart.player_game_pitching.hits is 'Hits allowed.';
comment on column mart.player_game_pitching.doubles is 'Two-base hits allowed.';
comment on column mart.player_game_pitching.triples is 'Three-base hits allowed.';
comment on column mart.player_game_pitching.home_runs is 'Home runs allowed.';
comment on column mart.player_game_pitching.base_on_balls is 'Walks given, intentional ones included.';
comment on column mart.player_game_pitching.intentional_walks is 'Intentional walks given.';
comment on column mart.player_game_pitching.hit_batsmen is 'Batters hit.';
comment on column mart.player_game_pitching.strike_outs is 'Strikeouts.';
comment on column mart.player_game_pitching.wild_pitches is 'Wild pitches.';
comment on column mart.player_game_pitching.balks is 'Balks.';
comment on column mart.player_game_pitching.stolen_bases is 'Bases stolen against.';
comment on column mart.player_game_pitching.caught_stealing is 'Runners caught stealing.';
comment on column mart.player_game_pitching.pickoffs is 'Runners picked off.';
comment on column mart.player_game_pitching.inherited_runners is 'Runners on base when he came in; always 0 for a team.';
comment on column mart.player_game_pitching.inherited_runners_scored is 'Of those, how many scored; always 0 for a team.';
comment on column mart.player_game_pitching.complete_games is 'Complete games.';
comment on column mart.player_game_pitching.shutouts is 'Shutouts.';
comment on column mart.player_game_pitching.era is 'Earned run average of the game: earned runs for nine innings; null without an out.';
comment on column mart.player_game_pitching.whip is 'Walks and hits for each inning of the game; null without an out.';
comment on column mart.player_game_pitching.strikeouts_per_9 is 'Strikeouts for nine innings in the game; null without an out.';
comment on column mart.player_game_pitching.walks_per_9 is 'Walks for nine innings in the game; null without an out.';
comment on column mart.player_game_pitching.strike_share is 'Share of his pitches that were strikes, balls put in play included, 0 to 1.';
comment on column mart.player_game_pitching.season_games_pitched is 'Season so far, this game included: games pitched, the same count under its other name.';
comment on column mart.player_game_pitching.season_games_started is 'Season so far, this game included: games started.';
comment on column mart.player_game_pitching.season_wins is 'Season so far, this game included: wins.';
comment on column mart.player_game_pitching.season_losses is 'Season so far, this game included: losses.';
comment on column mart.player_game_pitching.season_saves is 'Season so far, this game included: saves.';
comment on column mart.player_game_pitching.season_holds is 'Season so far, this game included: holds.';
comment on column mart.player_game_pitching.season_blown_saves is 'Season so far, this game included: blown saves.';
comment on column mart.player_game_pitching.season_innings_pitched is 'Season so far, this game included: innings as the box score writes them: the digit after the point counts outs.';
comment on column mart.player_game_pitching.season_innings_outs is 'Season so far, this game included: innings in whole outs.';
comment on column mart.player_game_pitching.season_batters_faced is 'Season so far, this game included: batters faced; null where no pitch was thrown.';
comment on column mart.player_game_pitching.season_runs is 'Season so far, this game included: runs charged.';
comment on column mart.player_game_pitching.season_earned_runs is 'Season so far, this game included: earned runs charged.';
comment on column mart.player_game_pitching.season_hits is 'Season so far, this game included: hits allowed.';
comment on column mart.player_game_pitching.season_home_runs is 'Season so far, this game included: home runs allowed.';
comment on column mart.player_game_pitching.season_base_on_balls is 'Season so far, this game included: walks given, intentional ones included.';
comment on column mart.player_game_pitching.season_hit_batsmen is 'Season so far, this game included: batters hit.';
comment on column mart.player_game_pitching.season_strike_outs is 'Season so far, this game included: strikeouts.';
comment on column mart.player_game_pitching.season_era is 'Season so far, this game included: earned run average: earned runs for nine innings; null where it has no finite value.';
comment on column mart.player_game_pitching.season_whip is 'Season so far, this game included: walks and hits for each inning.';
comment on column mart.player_game_pitching.season_strikeouts_per_9_inn is 'Season so far, this game included: strikeouts for nine innings.';
comment on column mart.player_game_pitching.season_walks_per_9_inn is 'Season so far, this game included: walks for nine innings.';
