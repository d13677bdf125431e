-- Batting by hitter over the finished games of the warehouse, recomputed from the plays; best OPS first.
with ends as (
    select p.batter_id, p.batter_name, p.event_type
    from game.plays p
    join game.games g using (game_pk)
    where p.is_complete and p.type = 'atBat' and g.coded_game_state = 'F' and g.game_type = 'R'
), lines as (
    select
        batter_id,
        min(batter_name) as name,
        count(*) filter (where event_type in ('single', 'double', 'triple', 'home_run'))          as h,
        count(*) filter (where event_type = 'double')                                             as d,
        count(*) filter (where event_type = 'triple')                                             as t,
        count(*) filter (where event_type = 'home_run')                                           as hr,
        count(*) filter (where event_type in ('walk', 'intent_walk'))                             as bb,
        count(*) filter (where event_type = 'hit_by_pitch')                                       as hbp,
        count(*) filter (where event_type in ('sac_fly', 'sac_fly_double_play'))                  as sf,
        count(*) filter (where event_type in (
            'single', 'double', 'triple', 'home_run', 'strikeout', 'strikeout_double_play', 'strikeout_triple_play',
            'field_out', 'force_out', 'grounded_into_double_play', 'grounded_into_triple_play', 'double_play',
            'triple_play', 'field_error', 'fielders_choice', 'fielders_choice_out', 'other_out'
        ))                                                                                        as ab
    from ends
    group by batter_id
), rates as (
    select
        name, ab, h, hr, bb,
        h::numeric / ab                                                                           as avg,
        (h + bb + hbp)::numeric / (ab + bb + hbp + sf)                                            as obp,
        (h + d + 2 * t + 3 * hr)::numeric / ab                                                    as slg
    from lines
    where ab >= %(least)s
)
select name as hitter, ab, h, hr, bb, round(avg, 3) as avg, round(obp, 3) as obp, round(slg, 3) as slg,
       round(obp + slg, 3) as ops
from rates
order by obp + slg desc, name
limit %(most)s
