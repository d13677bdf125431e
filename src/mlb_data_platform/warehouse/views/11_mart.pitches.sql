-- One row a thrown pitch, with the column names, units and meanings of Baseball Savant's Statcast CSV.
create view mart.pitches as
select
    pitch.pitch_type,
    g.game_date,
    pitch.release_speed,
    pitch.release_pos_x,
    pitch.release_pos_z,
    pitch.player_name,
    pitch.batter,
    pitch.pitcher,
    pitch.events,
    pitch.description,
    pitch.zone,
    pitch.des,
    g.game_type,
    pitch.stand,
    pitch.p_throws,
    g.home_team,
    g.away_team,
    pitch.type,
    pitch.hit_location,
    pitch.bb_type,
    pitch.balls,
    pitch.strikes,
    g.season                                                           as game_year,
    pitch.pfx_x,
    pitch.pfx_z,
    pitch.plate_x,
    pitch.plate_z,
    pitch.on_3b,
    pitch.on_2b,
    pitch.on_1b,
    pitch.outs_when_up,
    pitch.inning,
    pitch.inning_topbot,
    pitch.hc_x,
    pitch.hc_y,
    pitch.sv_id,
    pitch.vx0,
    pitch.vy0,
    pitch.vz0,
    pitch.ax,
    pitch.ay,
    pitch.az,
    pitch.sz_top,
    pitch.sz_bot,
    pitch.hit_distance_sc,
    pitch.launch_speed,
    pitch.launch_angle,
    pitch.release_spin_rate,
    pitch.release_extension,
    g.game_pk,
    pitch.fielder_2,
    pitch.fielder_3,
    pitch.fielder_4,
    pitch.fielder_5,
    pitch.fielder_6,
    pitch.fielder_7,
    pitch.fielder_8,
    pitch.fielder_9,
    pitch.release_pos_y,
    pitch.babip_value,
    pitch.iso_value,
    pitch.at_bat_number,
    pitch.pitch_number,
    pitch.pitch_name,
    pitch.home_score,
    pitch.away_score,
    pitch.bat_score,
    pitch.fld_score,
    pitch.post_away_score,
    pitch.post_home_score,
    pitch.post_bat_score,
    pitch.post_fld_score,
    pitch.spin_axis,
    pitch.home_score_diff,
    pitch.bat_score_diff,
    -- What follows is ours: names, and the way back to game.play_events.
    pitch.batter_name,
    g.home_team_id,
    g.away_team_id,
    pitch.at_bat_index,
    pitch.event_index,
    pitch.play_id
from mart.games g
cross join lateral (
    select
        e.pitch_type_code                                                  as pitch_type,
        e.start_speed_mph                                                  as release_speed,
        release.x                                                          as release_pos_x,
        release.z                                                          as release_pos_z,
        coalesce(thrower.last_first_name, p.pitcher_name)                  as player_name,
        matchup.batter,
        matchup.pitcher,
        ending.events,
        case e.call_code
            when 'X' then 'hit_into_play'
            when 'D' then 'hit_into_play'
            when 'E' then 'hit_into_play'
            when 'B' then 'ball'
            when '*B' then 'blocked_ball'
            when 'C' then 'called_strike'
            when 'S' then 'swinging_strike'
            when 'W' then 'swinging_strike_blocked'
            when 'F' then 'foul'
            when 'T' then 'foul_tip'
            when 'L' then 'foul_bunt'
            when 'M' then 'missed_bunt'
            when 'O' then 'bunt_foul_tip'
            when 'H' then 'hit_by_pitch'
            when 'P' then 'pitchout'
            when 'I' then 'intent_ball'
            when 'Q' then 'swinging_pitchout'
            when 'R' then 'foul_pitchout'
            -- Rare and new calls keep MLB's words, written as Statcast writes words.
            else trim(both '_' from regexp_replace(lower(e.call_description), '[^a-z]+', '_', 'g'))
        end                                                                as description,
        e.zone,
        ending.des,
        case
            when matchup.batter = p.batter_id then p.bat_side_code
            when hitter.bat_side_code <> 'S' then hitter.bat_side_code
            when p.pitch_hand_code = 'L' then 'R'
            else 'L'
        end                                                                as stand,
        case when matchup.pitcher = p.pitcher_id then p.pitch_hand_code else thrower.pitch_hand_code end as p_throws,
        case when e.is_in_play then 'X' when e.is_strike then 'S' when e.is_ball then 'B' end as type,
        -- As in the CSV: a strikeout is the catcher's, a home run nobody's.
        case
            when ending.events like 'strikeout%' then 2
            when ending.events = 'home_run' then null
            when e.hit_location ~ '^[1-9]$' then e.hit_location::smallint
        end                                                                as hit_location,
        case e.hit_trajectory
            when 'bunt_grounder' then 'ground_ball'
            when 'bunt_line_drive' then 'line_drive'
            when 'bunt_popup' then 'popup'
            else e.hit_trajectory
        end                                                                as bb_type,
        e.balls_before                                                     as balls,
        e.strikes_before                                                   as strikes,
        -- pfx_x_in and pfx_z_in of game.play_events are another movement, that of the last 40 feet.
        -e.break_horizontal_in / 12                                        as pfx_x,
        e.break_vertical_induced_in / 12                                   as pfx_z,
        e.plate_x_ft                                                       as plate_x,
        e.plate_z_ft                                                       as plate_z,
        nullif(coalesce(change.third_base[situation.number], start.third_base), 0)   as on_3b,
        nullif(coalesce(change.second_base[situation.number], start.second_base), 0) as on_2b,
        nullif(coalesce(change.first_base[situation.number], start.first_base), 0)   as on_1b,
        start.outs + coalesce(change.outs[situation.number], 0)            as outs_when_up,
        p.inning,
        case p.half_inning when 'top' then 'Top' else 'Bot' end            as inning_topbot,
        e.hit_coord_x                                                      as hc_x,
        e.hit_coord_y                                                      as hc_y,
        e.pfx_id                                                           as sv_id,
        e.vx0_ftps                                                         as vx0,
        e.vy0_ftps                                                         as vy0,
        e.vz0_ftps                                                         as vz0,
        e.ax_ftps2                                                         as ax,
        e.ay_ftps2                                                         as ay,
        e.az_ftps2                                                         as az,
        e.strike_zone_top_ft                                               as sz_top,
        e.strike_zone_bottom_ft                                            as sz_bot,
        e.total_distance_ft                                                as hit_distance_sc,
        e.launch_speed_mph                                                 as launch_speed,
        e.launch_angle_deg                                                 as launch_angle,
        e.spin_rate_rpm                                                    as release_spin_rate,
        e.extension_ft                                                     as release_extension,
        field.fielder_2[stand.number]                                      as fielder_2,
        field.fielder_3[stand.number]                                      as fielder_3,
        field.fielder_4[stand.number]                                      as fielder_4,
        field.fielder_5[stand.number]                                      as fielder_5,
        field.fielder_6[stand.number]                                      as fielder_6,
        field.fielder_7[stand.number]                                      as fielder_7,
        field.fielder_8[stand.number]                                      as fielder_8,
        field.fielder_9[stand.number]                                      as fielder_9,
        60.5 - e.extension_ft                                              as release_pos_y,
        case
            when ending.events in ('single', 'double', 'triple') then 1
            when ending.events is not null then 0
        end                                                                as babip_value,
        case ending.events
            when 'double' then 1
            when 'triple' then 2
            when 'home_run' then 3
            else case when ending.events is not null then 0 end
        end                                                                as iso_value,
        e.at_bat_index + 1                                                 as at_bat_number,
        e.pitch_number,
        case e.pitch_type_code
            when 'FF' then '4-Seam Fastball'
            when 'FS' then 'Split-Finger'
            else e.pitch_type_description
        end                                                                as pitch_name,
        score.home_score,
        score.away_score,
        case p.half_inning when 'top' then score.away_score else score.home_score end           as bat_score,
        case p.half_inning when 'top' then score.home_score else score.away_score end           as fld_score,
        score.post_away_score,
        score.post_home_score,
        case p.half_inning when 'top' then score.post_away_score else score.post_home_score end as post_bat_score,
        case p.half_inning when 'top' then score.post_home_score else score.post_away_score end as post_fld_score,
        e.spin_direction_deg                                               as spin_axis,
        score.home_score - score.away_score                                as home_score_diff,
        case p.half_inning when 'top' then score.away_score - score.home_score
            else score.home_score - score.away_score end                   as bat_score_diff,
        coalesce(hitter.last_first_name, p.batter_name)                    as batter_name,
        e.at_bat_index,
        e.event_index,
        e.play_id
    from (
        select
            event.*,
            lead(event.event_index) over (partition by event.at_bat_index order by event.event_index) as next_pitch
        from (
            -- The count of an event is the one after it.
            select
                pe.*,
                coalesce(lag(pe.balls) over plate_appearance, 0)       as balls_before,
                coalesce(lag(pe.strikes) over plate_appearance, 0)     as strikes_before
            from game.play_events pe
            where pe.game_pk = g.game_pk and pe.season = g.season
            window plate_appearance as (partition by pe.at_bat_index order by pe.event_index)
        ) event
        where event.is_pitch
    ) e
    join game.plays p on p.game_pk = g.game_pk and p.season = g.season and p.at_bat_index = e.at_bat_index
    left join game.plays former
        on former.game_pk = g.game_pk and former.season = g.season and former.at_bat_index = p.at_bat_index - 1
    left join (
        -- What changed on the bases before the last pitch of a play, as lists: from which event on, what held then.
        select
            step.at_bat_index,
            array_agg(step.event_index + 1 order by step.event_index)  as since,
            array_agg(step.first_base order by step.event_index)       as first_base,
            array_agg(step.second_base order by step.event_index)      as second_base,
            array_agg(step.third_base order by step.event_index)       as third_base,
            array_agg(step.outs order by step.event_index)             as outs,
            array_agg(step.runs order by step.event_index)             as runs
        from (
            -- A base that an event does not touch stays as it was: the greatest (event << 32 | person) so far.
            select
                one.at_bat_index, one.event_index,
                (max(one.event_index::bigint << 32 | one.first_base) over so_far & 4294967295)::int  as first_base,
                (max(one.event_index::bigint << 32 | one.second_base) over so_far & 4294967295)::int as second_base,
                (max(one.event_index::bigint << 32 | one.third_base) over so_far & 4294967295)::int  as third_base,
                (sum(one.outs) over so_far)::int                       as outs,
                (sum(one.runs) over so_far)::int                       as runs
            from (
                -- Who stands on a base after one event: 0 for nobody, null where it does not touch the base.
                select
                    r.at_bat_index, r.event_index,
                    sum(r.outs)                                        as outs,
                    count(*) filter (where r.reached = 4)              as runs,
                    coalesce(max(r.person_id) filter (where r.reached = 1),
                        case when bool_or(r.left_first) then 0 end)    as first_base,
                    coalesce(max(r.person_id) filter (where r.reached = 2),
                        case when bool_or(r.left_second) then 0 end)   as second_base,
                    coalesce(max(r.person_id) filter (where r.reached = 3),
                        case when bool_or(r.left_third) then 0 end)    as third_base
                from (
                    -- One runner may be told in several movements.
                    select
                        m.at_bat_index, m.play_index                   as event_index, m.runner_id as person_id,
                        count(*) filter (where m.is_out)               as outs,
                        case when not bool_or(coalesce(m.is_out, false)) then max(case m.end_base
                            when '1B' then 1 when '2B' then 2 when '3B' then 3 when 'score' then 4 end)
                        end                                            as reached,
                        bool_or(m.start_base = '1B')                   as left_first,
                        bool_or(m.start_base = '2B')                   as left_second,
                        bool_or(m.start_base = '3B')                   as left_third
                    from game.runners m
                    join game.plays q
                        on q.game_pk = g.game_pk and q.season = g.season and q.at_bat_index = m.at_bat_index
                    where m.game_pk = g.game_pk and m.season = g.season
                      and (m.end_base is not null or m.is_out)
                      and m.play_index < coalesce(q.pitch_indexes[cardinality(q.pitch_indexes)], 32767)
                    group by m.at_bat_index, m.play_index, m.runner_id
                    union all
                    -- Pinch runners, and the runner that starts an extra inning on second base.
                    select pe.at_bat_index, pe.event_index, pe.player_id, 0, pe.base, null, null, null
                    from game.play_events pe
                    where pe.game_pk = g.game_pk and pe.season = g.season and pe.base is not null
                      and pe.event_type in ('offensive_substitution', 'runner_placed')
                ) r
                group by r.at_bat_index, r.event_index
            ) one
            window so_far as (partition by one.at_bat_index order by one.event_index)
        ) step
        group by step.at_bat_index
    ) change on change.at_bat_index = e.at_bat_index
    left join (
        -- Changes in mid-count, as lists: before which event, and who pitched and batted until then.
        select
            s.at_bat_index,
            array_agg(s.event_index order by s.event_index) filter (where s.position_code = '1')  as pitcher_until,
            array_agg(s.person_id order by s.event_index) filter (where s.position_code = '1')    as pitcher,
            array_agg(s.event_index order by s.event_index) filter (where s.position_code = '11') as batter_until,
            array_agg(s.person_id order by s.event_index) filter (where s.position_code = '11')   as batter
        from (
            select
                pe.at_bat_index, pe.event_index, pe.position_code,
                coalesce(
                    pe.replaced_player_id,
                    lag(pe.player_id) over (partition by pe.at_bat_index, pe.position_code order by pe.event_index),
                    (
                        select r.pitcher_id from game.plays r
                        where r.game_pk = g.game_pk and r.season = g.season and r.half_inning = q.half_inning
                          and r.at_bat_index < q.at_bat_index
                        order by r.at_bat_index desc limit 1
                    ),
                    (
                        select l.person_id from game.lineups l
                        where l.game_pk = g.game_pk and l.season = g.season and l.pitcher_index = 0
                          and l.side = case q.half_inning when 'top' then 'home' else 'away' end
                    )
                )                                                      as person_id
            from game.play_events pe
            join game.plays q on q.game_pk = g.game_pk and q.season = g.season and q.at_bat_index = pe.at_bat_index
            where pe.game_pk = g.game_pk and pe.season = g.season
              and pe.event_type in ('pitching_substitution', 'offensive_substitution')
              and pe.position_code in ('1', '11')
              and pe.event_index > coalesce(q.pitch_indexes[1], 0)
        ) s
        group by s.at_bat_index
    ) relief on relief.at_bat_index = e.at_bat_index
    left join (
        -- Who stood where in the field, as lists: from which place in the game on (play × 1000 + event), and who.
        select
            f.half_inning,
            array_agg(f.place order by f.place)                        as since,
            array_agg(f.fielder_2 order by f.place)                    as fielder_2,
            array_agg(f.fielder_3 order by f.place)                    as fielder_3,
            array_agg(f.fielder_4 order by f.place)                    as fielder_4,
            array_agg(f.fielder_5 order by f.place)                    as fielder_5,
            array_agg(f.fielder_6 order by f.place)                    as fielder_6,
            array_agg(f.fielder_7 order by f.place)                    as fielder_7,
            array_agg(f.fielder_8 order by f.place)                    as fielder_8,
            array_agg(f.fielder_9 order by f.place)                    as fielder_9
        from (
            select
                t.half_inning, t.place,
                (max(t.word) filter (where t.position_code = '2') over so_far & 4294967295)::int as fielder_2,
                (max(t.word) filter (where t.position_code = '3') over so_far & 4294967295)::int as fielder_3,
                (max(t.word) filter (where t.position_code = '4') over so_far & 4294967295)::int as fielder_4,
                (max(t.word) filter (where t.position_code = '5') over so_far & 4294967295)::int as fielder_5,
                (max(t.word) filter (where t.position_code = '6') over so_far & 4294967295)::int as fielder_6,
                (max(t.word) filter (where t.position_code = '7') over so_far & 4294967295)::int as fielder_7,
                (max(t.word) filter (where t.position_code = '8') over so_far & 4294967295)::int as fielder_8,
                (max(t.word) filter (where t.position_code = '9') over so_far & 4294967295)::int as fielder_9
            from (
                select
                    case pp.side when 'home' then 'top' else 'bottom' end as half_inning,
                    0 as place, pp.position_code, pp.person_id::bigint as word
                from game.player_positions pp
                join game.lineups l
                    on l.game_pk = g.game_pk and l.season = g.season and l.side = pp.side
                    and l.person_id = pp.person_id
                where pp.game_pk = g.game_pk and pp.season = g.season and pp.position_index = 0 and l.is_starter
                union all
                select
                    q.half_inning, pe.at_bat_index * 1000 + pe.event_index, pe.position_code,
                    (pe.at_bat_index * 1000 + pe.event_index)::bigint << 32 | pe.player_id
                from game.play_events pe
                join game.plays q
                    on q.game_pk = g.game_pk and q.season = g.season and q.at_bat_index = pe.at_bat_index
                where pe.game_pk = g.game_pk and pe.season = g.season
                  and pe.event_type in ('defensive_substitution', 'defensive_switch')
            ) t
            window so_far as (partition by t.half_inning order by t.place)
        ) f
        group by f.half_inning
    ) field on field.half_inning = p.half_inning
    cross join lateral (
        select
            width_bucket(e.event_index, change.since)                  as number,
            width_bucket(e.next_pitch, change.since)                   as next_number
    ) situation
    cross join lateral (select width_bucket(e.at_bat_index * 1000 + e.event_index, field.since) as number) stand
    cross join lateral (
        select
            coalesce(relief.pitcher[width_bucket(e.event_index, relief.pitcher_until) + 1], p.pitcher_id) as pitcher,
            coalesce(relief.batter[width_bucket(e.event_index, relief.batter_until) + 1], p.batter_id)    as batter
    ) matchup
    cross join lateral (select former.inning = p.inning and former.half_inning = p.half_inning as goes_on) half
    cross join lateral (
        select
            case when half.goes_on then former.outs else 0 end         as outs,
            case when half.goes_on then former.post_on_first_id end    as first_base,
            case when half.goes_on then former.post_on_second_id end   as second_base,
            case when half.goes_on then former.post_on_third_id end    as third_base
    ) start
    cross join lateral (
        -- Only the last pitch of a finished play carries the play's result.
        select
            case when e.next_pitch is null and p.is_complete then p.event_type end  as events,
            case when e.next_pitch is null and p.is_complete then p.description end as des
    ) ending
    cross join lateral (
        select
            coalesce(change.runs[situation.number], 0)                 as runs,
            coalesce(change.runs[situation.next_number], 0)            as next_runs
    ) scored
    cross join lateral (
        select
            coalesce(former.away_score, 0) + case p.half_inning when 'top' then scored.runs else 0 end as away_score,
            coalesce(former.home_score, 0) + case p.half_inning when 'top' then 0 else scored.runs end as home_score,
            case when e.next_pitch is null then p.away_score
                else coalesce(former.away_score, 0) + case p.half_inning when 'top' then scored.next_runs else 0 end
            end                                                        as post_away_score,
            case when e.next_pitch is null then p.home_score
                else coalesce(former.home_score, 0) + case p.half_inning when 'top' then 0 else scored.next_runs end
            end                                                        as post_home_score
    ) score
    left join game.game_players thrower on thrower.game_pk = g.game_pk and thrower.person_id = matchup.pitcher
    left join game.game_players hitter on hitter.game_pk = g.game_pk and hitter.person_id = matchup.batter
    -- Back along the parabola of the nine parameters, from y0 to the hand.
    cross join lateral (
        select
            e.x0_ft + e.vx0_ftps * t.s + e.ax_ftps2 * t.s ^ 2 / 2      as x,
            e.z0_ft + e.vz0_ftps * t.s + e.az_ftps2 * t.s ^ 2 / 2      as z
        from (
            select 2 * d.way / nullif(sqrt(d.inside) - e.vy0_ftps, 0)  as s
            from (
                select
                    e.y0_ft - 60.5 + e.extension_ft                    as way,
                    case when e.vy0_ftps ^ 2 >= 2 * e.ay_ftps2 * (e.y0_ft - 60.5 + e.extension_ft)
                        then e.vy0_ftps ^ 2 - 2 * e.ay_ftps2 * (e.y0_ft - 60.5 + e.extension_ft) end as inside
            ) d
        ) t
    ) release
    -- One game at a time: whatever picks games (a number, days, teams, a season) costs those games only.
    offset 0
) pitch;
comment on view mart.pitches is
    'Every thrown pitch with the column names, units and meanings of Baseball Savant''s Statcast CSV; what that has and this has not is in docs/mart.md. Grain: one pitch.';
comment on column mart.pitches.pitch_type is 'Type of pitch as classified: FF four-seam fastball, SI sinker, SL slider, ST sweeper, CH changeup, …; null when unclassified.';
comment on column mart.pitches.game_date is 'Baseball day the game counts for.';
comment on column mart.pitches.release_speed is 'Speed of the pitch out of the hand, mph; null without a radar reading.';
comment on column mart.pitches.release_pos_x is 'Sideways place of the ball at release, ft, right of the middle positive as the catcher sees it; from the nine parameters of the flight at release_pos_y.';
comment on column mart.pitches.release_pos_z is 'Height of the ball at release, ft; from the nine parameters of the flight at release_pos_y.';
comment on column mart.pitches.player_name is 'Pitcher, as Last, First.';
comment on column mart.pitches.batter is 'MLB''s number of the batter; before a pinch hitter in mid-count the one he bats for.';
comment on column mart.pitches.pitcher is 'MLB''s number of the pitcher; before a change in mid-count the former one.';
comment on column mart.pitches.events is 'Result of the plate appearance, such as strikeout, in MLB''s code; only on its last pitch. A plate appearance without a thrown pitch has no row.';
comment on column mart.pitches.description is 'What happened to the pitch: ball, called_strike, swinging_strike, foul, hit_into_play, hit_by_pitch, …';
comment on column mart.pitches.zone is 'Where the pitch crosses the plate: 1 to 9 inside the strike zone, row by row as the catcher sees it, 11 to 14 outside.';
comment on column mart.pitches.des is 'What happened in the plate appearance, as a sentence; only on its last pitch.';
comment on column mart.pitches.game_type is 'Kind of game: R regular season, S spring training, E exhibition, A All-Star, F wild card, D division series, L championship series, W World Series.';
comment on column mart.pitches.stand is 'Side of the plate the batter stands on: L or R.';
comment on column mart.pitches.p_throws is 'Hand the pitcher throws with: L or R.';
comment on column mart.pitches.home_team is 'Abbreviation of the home team.';
comment on column mart.pitches.away_team is 'Abbreviation of the visiting team.';
comment on column mart.pitches.type is 'B ball (hit batters included), S strike, X in play.';
comment on column mart.pitches.hit_location is 'Position number of the fielder who first handled the ball; 2 for a strikeout, null for a home run and without a batted ball.';
comment on column mart.pitches.bb_type is 'Kind of batted ball: ground_ball, line_drive, fly_ball or popup, bunts included; null when not in play.';
comment on column mart.pitches.balls is 'Balls before the pitch.';
comment on column mart.pitches.strikes is 'Strikes before the pitch.';
comment on column mart.pitches.game_year is 'Year of the season; filter by it or by game_pk to read one partition only.';
comment on column mart.pitches.pfx_x is 'Sideways movement by spin over the whole flight, ft, right positive as the catcher sees it; null in feeds recorded before mid-2023.';
comment on column mart.pitches.pfx_z is 'Upward movement by spin over the whole flight, without gravity, ft; null in feeds recorded before mid-2023.';
comment on column mart.pitches.plate_x is 'Where the pitch crosses the front of the plate, ft, right of the middle positive as the catcher sees it.';
comment on column mart.pitches.plate_z is 'Height at which the pitch crosses the front of the plate, ft.';
comment on column mart.pitches.on_3b is 'Runner on third base before the pitch; null when it is empty.';
comment on column mart.pitches.on_2b is 'Runner on second base before the pitch; null when it is empty.';
comment on column mart.pitches.on_1b is 'Runner on first base before the pitch; null when it is empty.';
comment on column mart.pitches.outs_when_up is 'Outs before the pitch.';
comment on column mart.pitches.inning is 'Number of the inning, from 1.';
comment on column mart.pitches.inning_topbot is 'Top when the visiting team bats, Bot when the home team does.';
comment on column mart.pitches.hc_x is 'Sideways place where the ball was fielded, in MLB''s picture of the field (home plate near 125, 199).';
comment on column mart.pitches.hc_y is 'Place towards the outfield where the ball was fielded, in MLB''s picture of the field, downwards.';
comment on column mart.pitches.sv_id is 'Id of the pitch in PITCHf/x, date and time; only in games up to about 2018.';
comment on column mart.pitches.vx0 is 'Sideways speed 50 ft from the plate, ft/s.';
comment on column mart.pitches.vy0 is 'Speed along the line to the plate 50 ft from it, ft/s, negative towards the plate.';
comment on column mart.pitches.vz0 is 'Upward speed 50 ft from the plate, ft/s.';
comment on column mart.pitches.ax is 'Sideways acceleration 50 ft from the plate, ft/s².';
comment on column mart.pitches.ay is 'Acceleration along the line to the plate 50 ft from it, ft/s²: drag, positive.';
comment on column mart.pitches.az is 'Upward acceleration 50 ft from the plate, ft/s², gravity included.';
comment on column mart.pitches.sz_top is 'Upper edge of the batter''s strike zone, ft.';
comment on column mart.pitches.sz_bot is 'Lower edge of the batter''s strike zone, ft.';
comment on column mart.pitches.hit_distance_sc is 'Projected distance of the batted ball, ft.';
comment on column mart.pitches.launch_speed is 'Speed of the ball off the bat, mph; only of balls in play.';
comment on column mart.pitches.launch_angle is 'Angle of the ball off the bat above the horizontal, degrees; only of balls in play.';
comment on column mart.pitches.release_spin_rate is 'Spin of the ball, rpm; null when it was not measured.';
comment on column mart.pitches.release_extension is 'How far in front of the rubber the ball is released, ft.';
comment on column mart.pitches.game_pk is 'MLB''s number of the game.';
comment on column mart.pitches.fielder_2 is 'MLB''s number of the catcher at the pitch.';
comment on column mart.pitches.fielder_3 is 'MLB''s number of the first baseman at the pitch.';
comment on column mart.pitches.fielder_4 is 'MLB''s number of the second baseman at the pitch.';
comment on column mart.pitches.fielder_5 is 'MLB''s number of the third baseman at the pitch.';
comment on column mart.pitches.fielder_6 is 'MLB''s number of the shortstop at the pitch.';
comment on column mart.pitches.fielder_7 is 'MLB''s number of the left fielder at the pitch.';
comment on column mart.pitches.fielder_8 is 'MLB''s number of the center fielder at the pitch.';
comment on column mart.pitches.fielder_9 is 'MLB''s number of the right fielder at the pitch.';
comment on column mart.pitches.release_pos_y is 'Distance from the plate at release, ft: 60.5 less release_extension.';
comment on column mart.pitches.babip_value is '1 for a single, double or triple, else 0; only on the last pitch of a plate appearance.';
comment on column mart.pitches.iso_value is 'Extra bases of the result: 1 double, 2 triple, 3 home run, else 0; only on the last pitch of a plate appearance.';
comment on column mart.pitches.at_bat_number is 'Number of the play in the game, from 1.';
comment on column mart.pitches.pitch_number is 'Number of the pitch in the plate appearance, from 1; automatic balls and strikes count and have no row, so there can be gaps.';
comment on column mart.pitches.pitch_name is 'Type of pitch in Statcast''s words.';
comment on column mart.pitches.home_score is 'Runs of the home team before the pitch.';
comment on column mart.pitches.away_score is 'Runs of the visiting team before the pitch.';
comment on column mart.pitches.bat_score is 'Runs of the team at bat before the pitch.';
comment on column mart.pitches.fld_score is 'Runs of the team in the field before the pitch.';
comment on column mart.pitches.post_away_score is 'Runs of the visiting team after the pitch and what followed, up to the next one.';
comment on column mart.pitches.post_home_score is 'Runs of the home team after the pitch and what followed, up to the next one.';
comment on column mart.pitches.post_bat_score is 'Runs of the team at bat after the pitch and what followed, up to the next one.';
comment on column mart.pitches.post_fld_score is 'Runs of the team in the field after the pitch and what followed, up to the next one.';
comment on column mart.pitches.spin_axis is 'Axis of the spin as seen by the catcher, degrees, 180 for pure backspin.';
comment on column mart.pitches.home_score_diff is 'Lead of the home team before the pitch; negative when it trails.';
comment on column mart.pitches.bat_score_diff is 'Lead of the team at bat before the pitch; negative when it trails.';
comment on column mart.pitches.batter_name is 'Batter, as Last, First. Not in Statcast''s CSV.';
comment on column mart.pitches.home_team_id is 'Home team. Not in Statcast''s CSV.';
comment on column mart.pitches.away_team_id is 'Visiting team. Not in Statcast''s CSV.';
comment on column mart.pitches.at_bat_index is 'Key of the play in game.plays, at_bat_number less 1. Not in Statcast''s CSV.';
comment on column mart.pitches.event_index is 'Key of the pitch in game.play_events, with game_pk and at_bat_index. Not in Statcast''s CSV.';
comment on column mart.pitches.play_id is 'Id of the pitch throughout MLB''s systems, such as its video; null in old games. Not in Statcast''s CSV.';
