-- What every batter did in a season, summed over the final games of one kind, all his teams together, with the usual rates.
create view mart.season_batting as
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
    t.plate_appearances,
    t.at_bats,
    t.runs,
    t.hits,
    t.doubles,
    t.triples,
    t.home_runs,
    t.rbi,
    t.base_on_balls,
    t.intentional_walks,
    t.hit_by_pitch,
    t.strike_outs,
    t.total_bases,
    t.sac_bunts,
    t.sac_flies,
    t.catchers_interference,
    t.ground_into_double_play,
    t.stolen_bases,
    t.caught_stealing,
    round(t.hits::numeric / nullif(t.at_bats, 0), 3)                   as avg,
    round((t.hits + t.base_on_balls + t.hit_by_pitch)::numeric
        / nullif(t.at_bats + t.base_on_balls + t.hit_by_pitch + t.sac_flies, 0), 3) as obp,
    round(t.total_bases::numeric / nullif(t.at_bats, 0), 3)            as slg,
    round((t.hits + t.base_on_balls + t.hit_by_pitch)::numeric
        / nullif(t.at_bats + t.base_on_balls + t.hit_by_pitch + t.sac_flies, 0), 3)
        + round(t.total_bases::numeric / nullif(t.at_bats, 0), 3) as ops,
    round((t.total_bases - t.hits)::numeric / nullif(t.at_bats, 0), 3) as iso,
    round((t.hits - t.home_runs)::numeric
        / nullif(t.at_bats - t.strike_outs - t.home_runs + t.sac_flies, 0), 3) as babip,
    round(t.strike_outs::numeric / nullif(t.plate_appearances, 0), 3)  as strikeout_rate,
    round(t.base_on_balls::numeric / nullif(t.plate_appearances, 0), 3) as walk_rate
from (
    -- All teams of a player together.
    select
        one.season, one.sport_id, one.game_type, one.person_id,
        (array_agg(one.player_name order by one.last_game desc))[1] as player_name,
        string_agg(one.team, '-' order by one.first_game) as teams,
        count(*)::int as team_count,
        (array_agg(one.team_id order by one.last_game desc))[1] as last_team_id,
        sum(one.games)::int as games,
        sum(one.plate_appearances)::int as plate_appearances,
        sum(one.at_bats)::int as at_bats,
        sum(one.runs)::int as runs,
        sum(one.hits)::int as hits,
        sum(one.doubles)::int as doubles,
        sum(one.triples)::int as triples,
        sum(one.home_runs)::int as home_runs,
        sum(one.rbi)::int as rbi,
        sum(one.base_on_balls)::int as base_on_balls,
        sum(one.intentional_walks)::int as intentional_walks,
        sum(one.hit_by_pitch)::int as hit_by_pitch,
        sum(one.strike_outs)::int as strike_outs,
        sum(one.total_bases)::int as total_bases,
        sum(one.sac_bunts)::int as sac_bunts,
        sum(one.sac_flies)::int as sac_flies,
        sum(one.catchers_interference)::int as catchers_interference,
        sum(one.ground_into_double_play)::int as ground_into_double_play,
        sum(one.stolen_bases)::int as stolen_bases,
        sum(one.caught_stealing)::int as caught_stealing
    from (
        select
            l.season, g.sport_id, g.game_type, l.person_id, l.team_id,
            (array_agg(l.full_name order by g.starts_at desc))[1] as player_name,
            (array_agg(case l.side when 'home' then g.home_team else g.away_team end order by g.starts_at desc))[1] as team,
            min(g.starts_at) as first_game,
            max(g.starts_at) as last_game,
            count(*)::int as games,
            sum(l.plate_appearances)::int as plate_appearances,
            sum(l.at_bats)::int as at_bats,
            sum(l.runs)::int as runs,
            sum(l.hits)::int as hits,
            sum(l.doubles)::int as doubles,
            sum(l.triples)::int as triples,
            sum(l.home_runs)::int as home_runs,
            sum(l.rbi)::int as rbi,
            sum(l.base_on_balls)::int as base_on_balls,
            sum(l.intentional_walks)::int as intentional_walks,
            sum(l.hit_by_pitch)::int as hit_by_pitch,
            sum(l.strike_outs)::int as strike_outs,
            sum(l.total_bases)::int as total_bases,
            sum(l.sac_bunts)::int as sac_bunts,
            sum(l.sac_flies)::int as sac_flies,
            sum(l.catchers_interference)::int as catchers_interference,
            sum(l.ground_into_double_play)::int as ground_into_double_play,
            sum(l.stolen_bases)::int as stolen_bases,
            sum(l.caught_stealing)::int as caught_stealing
        from game.batting_lines l
        join mart.games g on g.game_pk = l.game_pk
        where g.is_final
        group by l.season, g.sport_id, g.game_type, l.person_id, l.team_id
    ) one
    group by one.season, one.sport_id, one.game_type, one.person_id
) t;
comment on view mart.season_batting is
    'Season totals and rates of every batter over the final games of the warehouse. Grain: one player in one season, level and kind of game; a traded player has one row for all his teams.';
comment on column mart.season_batting.season is 'Year of the season.';
comment on column mart.season_batting.sport_id is 'Level of play: 1 majors, 11 Triple-A, 12 Double-A, 51 international.';
comment on column mart.season_batting.game_type is 'Kind of game: R regular season, S spring training, F wild card, D division series, L championship series, W World Series, …; each is summed apart.';
comment on column mart.season_batting.person_id is 'MLB''s number of the player.';
comment on column mart.season_batting.player_name is 'Name of the player, as his last game has it.';
comment on column mart.season_batting.teams is 'Abbreviations of the teams he played for, in order, such as CHC-NYY; the numbers are those of all of them together.';
comment on column mart.season_batting.team_count is 'How many teams that were.';
comment on column mart.season_batting.last_team_id is 'Team of his last game.';
comment on column mart.season_batting.games is 'Games he came into.';
comment on column mart.season_batting.plate_appearances is 'Plate appearances.';
comment on column mart.season_batting.at_bats is 'At bats: plate appearances without walks, hit by pitch, sacrifices and interference.';
comment on column mart.season_batting.runs is 'Runs scored.';
comment on column mart.season_batting.hits is 'Hits.';
comment on column mart.season_batting.doubles is 'Two-base hits.';
comment on column mart.season_batting.triples is 'Three-base hits.';
comment on column mart.season_batting.home_runs is 'Home runs.';
comment on column mart.season_batting.rbi is 'Runs batted in.';
comment on column mart.season_batting.base_on_balls is 'Walks, intentional ones included.';
comment on column mart.season_batting.intentional_walks is 'Intentional walks.';
comment on column mart.season_batting.hit_by_pitch is 'Times hit by a pitch.';
comment on column mart.season_batting.strike_outs is 'Strikeouts.';
comment on column mart.season_batting.total_bases is 'Bases gained by hits.';
comment on column mart.season_batting.sac_bunts is 'Sacrifice bunts.';
comment on column mart.season_batting.sac_flies is 'Sacrifice flies.';
comment on column mart.season_batting.catchers_interference is 'Times sent to first base by the catcher''s interference.';
comment on column mart.season_batting.ground_into_double_play is 'Double plays grounded into.';
comment on column mart.season_batting.stolen_bases is 'Bases stolen.';
comment on column mart.season_batting.caught_stealing is 'Times caught stealing.';
comment on column mart.season_batting.avg is 'Batting average: hits for each at bat; null without one.';
comment on column mart.season_batting.obp is 'On-base percentage: hits, walks and hit by pitch for each at bat, walk, hit by pitch and sacrifice fly; null without one.';
comment on column mart.season_batting.slg is 'Slugging percentage: total bases for each at bat; null without one.';
comment on column mart.season_batting.ops is 'On-base plus slugging percentage, each rounded first, as MLB prints it; null without an at bat.';
comment on column mart.season_batting.iso is 'Isolated power: extra bases for each at bat; null without one.';
comment on column mart.season_batting.babip is 'Batting average on balls in play: home runs and strikeouts left out; null without such a ball.';
comment on column mart.season_batting.strikeout_rate is 'Share of plate appearances that were strikeouts (K%), 0 to 1.';
comment on column mart.season_batting.walk_rate is 'Share of plate appearances that were walks (BB%), 0 to 1.';
