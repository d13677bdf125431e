-- Every completed plate appearance, with the batter and the pitcher whom the rules of scoring charge with it.
create view game.plate_appearances as
with results as (
    select
        p.game_pk, p.season, p.at_bat_index, p.inning, p.is_top_inning, p.batter_id, p.pitcher_id,
        -- Whether a ball that a fan touched was a hit or an out is told by the batter's own movement.
        case when p.event_type <> 'fan_interference' then p.event_type else coalesce((
            select b.event_type
            from game.runners b
            where (b.game_pk, b.season, b.at_bat_index, b.runner_id) = (p.game_pk, p.season, p.at_bat_index, p.batter_id) and b.start_base is null
            order by b.runner_index
            limit 1
        ), p.event_type) end as result
    from game.plays p
    where coalesce(p.is_complete, true)
)
select
    p.game_pk,
    p.season,
    p.at_bat_index,
    p.inning,
    case when p.is_top_inning then 'away' else 'home' end as batting_side,
    case when p.is_top_inning then 'home' else 'away' end as pitching_side,
    -- Rule 9.15(b): when a batter leaves with two strikes and his substitute strikes out, the strikeout and the at bat are his.
    case when not r.is_strikeout then p.batter_id else coalesce((
        select s.replaced_player_id
        from game.play_events s
        where (s.game_pk, s.season, s.at_bat_index) = (p.game_pk, p.season, p.at_bat_index)
          and s.event_type = 'offensive_substitution' and s.position_code = '11'
          and exists (
              select
              from game.play_events e
              where (e.game_pk, e.season, e.at_bat_index) = (s.game_pk, s.season, s.at_bat_index)
                and e.event_index < s.event_index and (e.is_pitch or e.type = 'no_pitch') and e.strikes >= 2
          )
        order by s.event_index
        limit 1
    ), p.batter_id) end as batter_id,
    -- Rule 9.16(h): a walk is the pitcher's who left behind 2-0, 2-1, 3-0, 3-1 or 3-2.
    case when not r.is_walk then p.pitcher_id else coalesce((
        select case when v.balls = 3 or (v.balls = 2 and v.strikes < 2) then v.pitcher_id end
        from game.relieved_pitchers v
        where (v.game_pk, v.season, v.at_bat_index) = (p.game_pk, p.season, p.at_bat_index)
        order by v.until_event_index desc
        limit 1
    ), p.pitcher_id) end as pitcher_id,
    p.result as event_type,
    -- Rule 9.02(a)(1): first base by obstruction or for a shift violation is no at bat, though the feed calls it an error.
    r.is_at_bat and not (p.result = 'field_error' and exists (
        select
        from game.runners b
        join game.fielding_credits c using (game_pk, season, at_bat_index, runner_index)
        where (b.game_pk, b.season, b.at_bat_index, b.runner_id) = (p.game_pk, p.season, p.at_bat_index, p.batter_id)
          and b.start_base is null and b.end_base = '1B' and c.credit in ('f_interference', 'f_defensive_shift_violation_error')
    )) as is_at_bat,
    r.is_hit,
    r.total_bases,
    r.is_walk,
    r.is_intentional_walk,
    r.is_hit_by_pitch,
    r.is_catchers_interference,
    r.is_strikeout,
    r.is_sac_bunt,
    r.is_sac_fly,
    -- Rule 9.02(a)(17): two force outs on a batted ball, also where the batter is safe at first; the feed's own code wants him out.
    -- A ball that is caught forces nobody.
    case p.result
        when 'grounded_into_double_play' then 2
        when 'grounded_into_triple_play' then 3
        when 'double_play' then forced.outs
        when 'triple_play' then forced.outs
    end as grounded_into_outs
from results p
join game.event_rules r on r.event_type = p.result and r.is_plate_appearance
left join lateral (
    select count(*) as outs
    from game.runners o
    where p.result in ('double_play', 'triple_play') and o.is_out
      and (o.game_pk, o.season, o.at_bat_index) = (p.game_pk, p.season, p.at_bat_index)
    having bool_or(o.movement_reason = 'r_force_out') and bool_and(coalesce(o.movement_reason = 'r_force_out', o.start_base is null))
) forced on true;
comment on view game.plate_appearances is
    'Completed plate appearances with the batter and pitcher whom the scorer charges; a play that ends an inning in mid-count is none. Grain: one plate appearance.';
comment on column game.plate_appearances.game_pk is 'MLB''s number of the game.';
comment on column game.plate_appearances.season is 'Year of the season the game belongs to.';
comment on column game.plate_appearances.at_bat_index is 'Play in game.plays.';
comment on column game.plate_appearances.inning is 'Inning, from 1.';
comment on column game.plate_appearances.batting_side is 'away or home.';
comment on column game.plate_appearances.pitching_side is 'away or home.';
comment on column game.plate_appearances.batter_id is 'Batter charged; game.plays names the one at the end, who differs when a substitute completes a strikeout.';
comment on column game.plate_appearances.pitcher_id is 'Pitcher charged; game.plays names the one at the end, who differs when a reliever completes a walk.';
comment on column game.plate_appearances.event_type is 'Code of the result; of a ball that a fan touched, what it was ruled.';
comment on column game.plate_appearances.is_at_bat is 'True when it is an at bat.';
comment on column game.plate_appearances.is_hit is 'True for a hit.';
comment on column game.plate_appearances.total_bases is 'Bases of a hit, 1 to 4; null for all else.';
comment on column game.plate_appearances.is_walk is 'True for a walk, also an intentional one.';
comment on column game.plate_appearances.is_intentional_walk is 'True for an intentional walk.';
comment on column game.plate_appearances.is_hit_by_pitch is 'True when the batter was hit.';
comment on column game.plate_appearances.is_catchers_interference is 'True when the catcher interfered.';
comment on column game.plate_appearances.is_strikeout is 'True for a strikeout.';
comment on column game.plate_appearances.is_sac_bunt is 'True for a sacrifice bunt.';
comment on column game.plate_appearances.is_sac_fly is 'True for a sacrifice fly.';
comment on column game.plate_appearances.grounded_into_outs is 'Outs of a double or triple play that he grounded into, 2 or 3; null for all else.';
