-- What every batter did in every game, with the day, the teams and the result, and his season so far beside it.
create view mart.player_game_batting as
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
    o.slot,
    coalesce(o.is_starter, false)                                      as is_starter,
    (
        select string_agg(pp.position_abbreviation, '-' order by pp.position_index)
        from game.player_positions pp
        where pp.game_pk = l.game_pk and pp.season = l.season and pp.side = l.side and pp.person_id = l.person_id
    )                                                                  as positions,
    l.plate_appearances,
    l.at_bats,
    l.runs,
    l.hits,
    l.doubles,
    l.triples,
    l.home_runs,
    l.rbi,
    l.base_on_balls,
    l.intentional_walks,
    l.hit_by_pitch,
    l.strike_outs,
    l.total_bases,
    l.sac_bunts,
    l.sac_flies,
    l.catchers_interference,
    l.ground_into_double_play,
    l.left_on_base,
    l.stolen_bases,
    l.caught_stealing,
    round(l.hits::numeric / nullif(l.at_bats, 0), 3)                   as avg,
    round((l.hits + l.base_on_balls + l.hit_by_pitch)::numeric
        / nullif(l.at_bats + l.base_on_balls + l.hit_by_pitch + l.sac_flies, 0), 3) as obp,
    round(l.total_bases::numeric / nullif(l.at_bats, 0), 3)            as slg,
    round((l.hits + l.base_on_balls + l.hit_by_pitch)::numeric
        / nullif(l.at_bats + l.base_on_balls + l.hit_by_pitch + l.sac_flies, 0), 3)
        + round(l.total_bases::numeric / nullif(l.at_bats, 0), 3) as ops,
    s.games_played                                                     as season_games_played,
    s.plate_appearances                                                as season_plate_appearances,
    s.at_bats                                                          as season_at_bats,
    s.runs                                                             as season_runs,
    s.hits                                                             as season_hits,
    s.doubles                                                          as season_doubles,
    s.triples                                                          as season_triples,
    s.home_runs                                                        as season_home_runs,
    s.rbi                                                              as season_rbi,
    s.base_on_balls                                                    as season_base_on_balls,
    s.intentional_walks                                                as season_intentional_walks,
    s.hit_by_pitch                                                     as season_hit_by_pitch,
    s.strike_outs                                                      as season_strike_outs,
    s.total_bases                                                      as season_total_bases,
    s.sac_bunts                                                        as season_sac_bunts,
    s.sac_flies                                                        as season_sac_flies,
    s.stolen_bases                                                     as season_stolen_bases,
    s.caught_stealing                                                  as season_caught_stealing,
    s.avg                                                              as season_avg,
    s.obp                                                              as season_obp,
    s.slg                                                              as season_slg,
    s.ops                                                              as season_ops,
    s.babip                                                            as season_babip
from game.batting_lines l
join mart.games g on g.game_pk = l.game_pk
left join game.lineups o
    on o.game_pk = l.game_pk and o.season = l.season and o.side = l.side and o.person_id = l.person_id
left join game.season_batting_lines s
    on s.game_pk = l.game_pk and s.season = l.season and s.side = l.side and s.person_id = l.person_id;
comment on view mart.player_game_batting is
    'What every batter did in every game, as the official box score has it, and his season so far. Grain: one player with a batting line in one game (and team: a suspended game can see a traded player on both).';
comment on column mart.player_game_batting.game_pk is 'MLB''s number of the game.';
comment on column mart.player_game_batting.season is 'Year of the season the game belongs to.';
comment on column mart.player_game_batting.sport_id is 'Level of play: 1 majors, 11 Triple-A, 12 Double-A, 51 international.';
comment on column mart.player_game_batting.game_type is 'Kind of game: R regular season, S spring training, E exhibition, A All-Star, F wild card, D division series, L championship series, W World Series.';
comment on column mart.player_game_batting.game_date is 'Baseball day the game counts for.';
comment on column mart.player_game_batting.game_number is '1, or 2 for the second game of a doubleheader.';
comment on column mart.player_game_batting.is_final is 'True when the game was played to its end; else the line is that of the moment of the feed.';
comment on column mart.player_game_batting.person_id is 'MLB''s number of the player.';
comment on column mart.player_game_batting.player_name is 'Name of the player.';
comment on column mart.player_game_batting.team_id is 'Team he played for in this game.';
comment on column mart.player_game_batting.team is 'Abbreviation of his team.';
comment on column mart.player_game_batting.opponent_id is 'The other team.';
comment on column mart.player_game_batting.opponent is 'Abbreviation of the other team.';
comment on column mart.player_game_batting.is_home is 'True when his team played at home.';
comment on column mart.player_game_batting.result is 'W, L or T for his team; null until the game is final.';
comment on column mart.player_game_batting.team_runs is 'Runs of his team.';
comment on column mart.player_game_batting.opponent_runs is 'Runs of the other team.';
comment on column mart.player_game_batting.slot is 'Place in the batting order, 1 to 9; null for who never had one.';
comment on column mart.player_game_batting.is_starter is 'True when he had his slot from the start.';
comment on column mart.player_game_batting.positions is 'Positions he had in the game, in order, such as PH-LF.';
comment on column mart.player_game_batting.plate_appearances is 'Plate appearances.';
comment on column mart.player_game_batting.at_bats is 'At bats: plate appearances without walks, hit by pitch, sacrifices and interference.';
comment on column mart.player_game_batting.runs is 'Runs scored.';
comment on column mart.player_game_batting.hits is 'Hits.';
comment on column mart.player_game_batting.doubles is 'Two-base hits.';
comment on column mart.player_game_batting.triples is 'Three-base hits.';
comment on column mart.player_game_batting.home_runs is 'Home runs.';
comment on column mart.player_game_batting.rbi is 'Runs batted in.';
comment on column mart.player_game_batting.base_on_balls is 'Walks, intentional ones included.';
comment on column mart.player_game_batting.intentional_walks is 'Intentional walks.';
comment on column mart.player_game_batting.hit_by_pitch is 'Times hit by a pitch.';
comment on column mart.player_game_batting.strike_outs is 'Strikeouts.';
comment on column mart.player_game_batting.total_bases is 'Bases gained by hits.';
comment on column mart.player_game_batting.sac_bunts is 'Sacrifice bunts.';
comment on column mart.player_game_batting.sac_flies is 'Sacrifice flies.';
comment on column mart.player_game_batting.catchers_interference is 'Times sent to first base by the catcher''s interference.';
comment on column mart.player_game_batting.ground_into_double_play is 'Double plays grounded into.';
comment on column mart.player_game_batting.left_on_base is 'Runners left on base when the batter made an out; adds up to more than the line score, since one runner can be left by several.';
comment on column mart.player_game_batting.stolen_bases is 'Bases stolen.';
comment on column mart.player_game_batting.caught_stealing is 'Times caught stealing.';
comment on column mart.player_game_batting.avg is 'Batting average of the game: hits for each at bat; null without one.';
comment on column mart.player_game_batting.obp is 'On-base percentage of the game; null without a chance.';
comment on column mart.player_game_batting.slg is 'Slugging percentage of the game: total bases for each at bat; null without one.';
comment on column mart.player_game_batting.ops is 'On-base plus slugging percentage of the game; null without an at bat.';
comment on column mart.player_game_batting.season_games_played is 'Season so far, this game included: games played.';
comment on column mart.player_game_batting.season_plate_appearances is 'Season so far, this game included: plate appearances.';
comment on column mart.player_game_batting.season_at_bats is 'Season so far, this game included: at bats: plate appearances without walks, hit by pitch, sacrifices and interference.';
comment on column mart.player_game_batting.season_runs is 'Season so far, this game included: runs scored.';
comment on column mart.player_game_batting.season_hits is 'Season so far, this game included: hits.';
comment on column mart.player_game_batting.season_doubles is 'Season so far, this game included: two-base hits.';
comment on column mart.player_game_batting.season_triples is 'Season so far, this game included: three-base hits.';
comment on column mart.player_game_batting.season_home_runs is 'Season so far, this game included: home runs.';
comment on column mart.player_game_batting.season_rbi is 'Season so far, this game included: runs batted in.';
comment on column mart.player_game_batting.season_base_on_balls is 'Season so far, this game included: walks, intentional ones included.';
comment on column mart.player_game_batting.season_intentional_walks is 'Season so far, this game included: intentional walks.';
comment on column mart.player_game_batting.season_hit_by_pitch is 'Season so far, this game included: times hit by a pitch.';
comment on column mart.player_game_batting.season_strike_outs is 'Season so far, this game included: strikeouts.';
comment on column mart.player_game_batting.season_total_bases is 'Season so far, this game included: bases gained by hits.';
comment on column mart.player_game_batting.season_sac_bunts is 'Season so far, this game included: sacrifice bunts.';
comment on column mart.player_game_batting.season_sac_flies is 'Season so far, this game included: sacrifice flies.';
comment on column mart.player_game_batting.season_stolen_bases is 'Season so far, this game included: bases stolen.';
comment on column mart.player_game_batting.season_caught_stealing is 'Season so far, this game included: times caught stealing.';
comment on column mart.player_game_batting.season_avg is 'Season so far, this game included: batting average: hits for each at bat.';
comment on column mart.player_game_batting.season_obp is 'Season so far, this game included: on-base percentage.';
comment on column mart.player_game_batting.season_slg is 'Season so far, this game included: slugging percentage: total bases for each at bat.';
comment on column mart.player_game_batting.season_ops is 'Season so far, this game included: on-base percentage plus slugging percentage.';
comment on column mart.player_game_batting.season_babip is 'Season so far, this game included: batting average on balls in play: home runs and strikeouts left out.';
