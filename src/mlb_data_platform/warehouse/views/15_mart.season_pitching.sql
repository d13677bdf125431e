-- What every pitcher did in a season, summed over the final games of one kind, all his teams together, with the usual rates.
create view mart.season_pitching as
select
    t.season,
    t.sport_id,
    t.game_type,
    t.person_id,
    t.player_name,
    t.teams,
    t.team_count,
    t.last_team_id,
    t.games,
    t.wins,
    t.losses,
    t.saves,
    t.holds,
    t.blown_saves,
    t.save_opportunities,
    t.games_started,
    t.games_finished,
    t.complete_games,
    t.shutouts,
    (t.innings_outs / 3)::text || '.' || (t.innings_outs % 3)::text    as innings_pitched,
    t.innings_outs,
    t.batters_faced,
    t.number_of_pitches,
    t.strikes,
    t.runs,
    t.earned_runs,
    t.hits,
    t.doubles,
    t.triples,
    t.home_runs,
    t.base_on_balls,
    t.intentional_walks,
    t.hit_batsmen,
    t.strike_outs,
    t.wild_pitches,
    t.balks,
    round(27 * t.earned_runs::numeric / nullif(t.innings_outs, 0), 2)  as era,
    round(3 * (t.base_on_balls + t.hits)::numeric / nullif(t.innings_outs, 0), 2) as whip,
    round(27 * t.strike_outs::numeric / nullif(t.innings_outs, 0), 2)  as strikeouts_per_9,
    round(27 * t.base_on_balls::numeric / nullif(t.innings_outs, 0), 2) as walks_per_9,
    round(27 * t.home_runs::numeric / nullif(t.innings_outs, 0), 2)    as home_runs_per_9,
    round(t.strike_outs::numeric / nullif(t.base_on_balls, 0), 2)      as strikeout_walk_ratio,
    round(t.strike_outs::numeric / nullif(t.batters_faced, 0), 3)      as strikeout_rate,
    round(t.base_on_balls::numeric / nullif(t.batters_faced, 0), 3)    as walk_rate,
    round(3 * (13 * t.home_runs + 3 * (t.base_on_balls + t.hit_batsmen) - 2 * t.strike_outs)::numeric
        / nullif(t.innings_outs, 0) + league.fip_constant, 2)          as fip,
    round(league.fip_constant, 3)                                      as fip_constant
from (
    -- All teams of a player together.
    select
        one.season, one.sport_id, one.game_type, one.person_id,
        (array_agg(one.player_name order by one.last_game desc))[1] as player_name,
        string_agg(one.team, '-' order by one.first_game) as teams,
        count(*)::int as team_count,
        (array_agg(one.team_id order by one.last_game desc))[1] as last_team_id,
        sum(one.games)::int as games,
        sum(one.wins)::int as wins,
        sum(one.losses)::int as losses,
        sum(one.saves)::int as saves,
        sum(one.holds)::int as holds,
        sum(one.blown_saves)::int as blown_saves,
        sum(one.save_opportunities)::int as save_opportunities,
        sum(one.games_started)::int as games_started,
        sum(one.games_finished)::int as games_finished,
        sum(one.complete_games)::int as complete_games,
        sum(one.shutouts)::int as shutouts,
        sum(one.innings_outs)::int as innings_outs,
        sum(one.batters_faced)::int as batters_faced,
        sum(one.number_of_pitches)::int as number_of_pitches,
        sum(one.strikes)::int as strikes,
        sum(one.runs)::int as runs,
        sum(one.earned_runs)::int as earned_runs,
        sum(one.hits)::int as hits,
        sum(one.doubles)::int as doubles,
        sum(one.triples)::int as triples,
        sum(one.home_runs)::int as home_runs,
        sum(one.base_on_balls)::int as base_on_balls,
        sum(one.intentional_walks)::int as intentional_walks,
        sum(one.hit_batsmen)::int as hit_batsmen,
        sum(one.strike_outs)::int as strike_outs,
        sum(one.wild_pitches)::int as wild_pitches,
        sum(one.balks)::int as balks
    from (
        select
            l.season, g.sport_id, g.game_type, l.person_id, l.team_id,
            (array_agg(l.full_name order by g.starts_at desc))[1] as player_name,
            (array_agg(case l.side when 'home' then g.home_team else g.away_team end order by g.starts_at desc))[1] as team,
            min(g.starts_at) as first_game,
            max(g.starts_at) as last_game,
            count(*)::int as games,
            sum(l.wins)::int as wins,
            sum(l.losses)::int as losses,
            sum(l.saves)::int as saves,
            sum(l.holds)::int as holds,
            sum(l.blown_saves)::int as blown_saves,
            sum(l.save_opportunities)::int as save_opportunities,
            sum(l.games_started)::int as games_started,
            sum(l.games_finished)::int as games_finished,
            sum(l.complete_games)::int as complete_games,
            sum(l.shutouts)::int as shutouts,
            sum(l.innings_outs)::int as innings_outs,
            sum(l.batters_faced)::int as batters_faced,
            sum(l.number_of_pitches)::int as number_of_pitches,
            sum(l.strikes)::int as strikes,
            sum(l.runs)::int as runs,
            sum(l.earned_runs)::int as earned_runs,
            sum(l.hits)::int as hits,
            sum(l.doubles)::int as doubles,
            sum(l.triples)::int as triples,
            sum(l.home_runs)::int as home_runs,
            sum(l.base_on_balls)::int as base_on_balls,
            sum(l.intentional_walks)::int as intentional_walks,
            sum(l.hit_batsmen)::int as hit_batsmen,
            sum(l.strike_outs)::int as strike_outs,
            sum(l.wild_pitches)::int as wild_pitches,
            sum(l.balks)::int as balks
        from game.pitching_lines l
        join mart.games g on g.game_pk = l.game_pk
        where g.is_final
        group by l.season, g.sport_id, g.game_type, l.person_id, l.team_id
    ) one
    group by one.season, one.sport_id, one.game_type, one.person_id
) t
join (
    select
        l.season, g.sport_id, g.game_type,
        (27 * sum(l.earned_runs) - 3 * sum(13 * l.home_runs + 3 * (l.base_on_balls + l.hit_batsmen) - 2 * l.strike_outs))::numeric
            / nullif(sum(l.innings_outs), 0) as fip_constant
    from game.pitching_lines l
    join mart.games g on g.game_pk = l.game_pk
    where g.is_final
    group by l.season, g.sport_id, g.game_type
) league
    on league.season = t.season and league.game_type = t.game_type and league.sport_id is not distinct from t.sport_id;
comment on view mart.season_pitching is
    'Season totals and rates of every pitcher over the final games of the warehouse. Grain: one player in one season, level and kind of game; a traded player has one row for all his teams.';
comment on column mart.season_pitching.season is 'Year of the season.';
comment on column mart.season_pitching.sport_id is 'Level of play: 1 majors, 11 Triple-A, 12 Double-A, 51 international.';
comment on column mart.season_pitching.game_type is 'Kind of game: R regular season, S spring training, F wild card, D division series, L championship series, W World Series, …; each is summed apart.';
comment on column mart.season_pitching.person_id is 'MLB''s number of the player.';
comment on column mart.season_pitching.player_name is 'Name of the player, as his last game has it.';
comment on column mart.season_pitching.teams is 'Abbreviations of the teams he played for, in order, such as CHC-NYY; the numbers are those of all of them together.';
comment on column mart.season_pitching.team_count is 'How many teams that were.';
comment on column mart.season_pitching.last_team_id is 'Team of his last game.';
comment on column mart.season_pitching.games is 'Games he pitched in.';
comment on column mart.season_pitching.wins is 'Wins.';
comment on column mart.season_pitching.losses is 'Losses.';
comment on column mart.season_pitching.saves is 'Saves.';
comment on column mart.season_pitching.holds is 'Holds.';
comment on column mart.season_pitching.blown_saves is 'Blown saves.';
comment on column mart.season_pitching.save_opportunities is 'Chances for a save.';
comment on column mart.season_pitching.games_started is 'Games started.';
comment on column mart.season_pitching.games_finished is 'Games finished as the last pitcher.';
comment on column mart.season_pitching.complete_games is 'Complete games.';
comment on column mart.season_pitching.shutouts is 'Shutouts.';
comment on column mart.season_pitching.innings_pitched is 'Innings as a box score writes them: the digit after the point counts outs.';
comment on column mart.season_pitching.innings_outs is 'Innings in whole outs; three make an inning.';
comment on column mart.season_pitching.batters_faced is 'Batters faced; null where no pitch was thrown.';
comment on column mart.season_pitching.number_of_pitches is 'Pitches thrown; null where no pitch was thrown.';
comment on column mart.season_pitching.strikes is 'Pitches that were strikes, balls put in play included.';
comment on column mart.season_pitching.runs is 'Runs charged.';
comment on column mart.season_pitching.earned_runs is 'Earned runs charged.';
comment on column mart.season_pitching.hits is 'Hits allowed.';
comment on column mart.season_pitching.doubles is 'Two-base hits allowed.';
comment on column mart.season_pitching.triples is 'Three-base hits allowed.';
comment on column mart.season_pitching.home_runs is 'Home runs allowed.';
comment on column mart.season_pitching.base_on_balls is 'Walks given, intentional ones included.';
comment on column mart.season_pitching.intentional_walks is 'Intentional walks given.';
comment on column mart.season_pitching.hit_batsmen is 'Batters hit.';
comment on column mart.season_pitching.strike_outs is 'Strikeouts.';
comment on column mart.season_pitching.wild_pitches is 'Wild pitches.';
comment on column mart.season_pitching.balks is 'Balks.';
comment on column mart.season_pitching.era is 'Earned run average: earned runs for nine innings; null without an out.';
comment on column mart.season_pitching.whip is 'Walks and hits for each inning; null without an out.';
comment on column mart.season_pitching.strikeouts_per_9 is 'Strikeouts for nine innings (K/9); null without an out.';
comment on column mart.season_pitching.walks_per_9 is 'Walks for nine innings (BB/9); null without an out.';
comment on column mart.season_pitching.home_runs_per_9 is 'Home runs allowed for nine innings (HR/9); null without an out.';
comment on column mart.season_pitching.strikeout_walk_ratio is 'Strikeouts for each walk (K/BB); null without a walk.';
comment on column mart.season_pitching.strikeout_rate is 'Share of batters faced who struck out (K%), 0 to 1.';
comment on column mart.season_pitching.walk_rate is 'Share of batters faced who walked (BB%), 0 to 1.';
comment on column mart.season_pitching.fip is 'Fielding independent pitching: (13 HR + 3 (BB + HBP) - 2 K) / IP + fip_constant; null without an out.';
comment on column mart.season_pitching.fip_constant is 'What makes the FIP of all pitchers of the season, level and kind of game in the warehouse equal to their ERA.';
