-- The latest state of every game that was ingested, whether or not it is transformed yet.
create materialized view game.latest_live as
select
    r.game_pk,
    r.game_date,
    r.season,
    r.game_type,
    r.game_state,
    g.abstract_game_state,
    g.detailed_state,
    r.away_team_id,
    away.name         as away_team_name,
    away.runs         as away_runs,
    r.home_team_id,
    home.name         as home_team_name,
    home.runs         as home_runs,
    g.current_inning,
    g.inning_state,
    g.outs,
    r.venue_id,
    r.timecode,
    r.captured_at,
    r.last_seen_at,
    r.id              as raw_id
from game.live_game_v1 r
left join game.games g using (game_pk)
left join game.game_teams away on away.game_pk = r.game_pk and away.side = 'away'
left join game.game_teams home on home.game_pk = r.game_pk and home.side = 'home'
where r.is_latest;
create unique index latest_live_key on game.latest_live (game_pk);
comment on materialized view game.latest_live is
    'Latest state of every ingested game; refreshed by metadata.refresh_all_views(). Grain: one game.';
