-- Who pitched the first events of a play in which the pitcher was changed; game.plays names the last one only (statsapi.md, quirk 20).
-- Rare: a change before anything happened in the play (nearly all are) has no row.
create view game.relieved_pitchers as
with changes as (
    select
        c.game_pk, c.season, c.at_bat_index, c.event_index, p.is_top_inning,
        lag(c.event_index) over play as event_index_before,
        lag(c.player_id)   over play as pitcher_id_before
    from game.play_events c
    join game.plays p using (game_pk, season, at_bat_index)
    -- A fielder who takes the mound is a switch of position, not a pitching substitution.
    where c.event_type = 'pitching_substitution' or (c.event_type in ('defensive_switch', 'defensive_substitution') and c.position_code = '1')
    window play as (partition by c.game_pk, c.season, c.at_bat_index order by c.event_index)
)
select
    c.game_pk,
    c.season,
    c.at_bat_index,
    case when c.is_top_inning then 'home' else 'away' end as side,
    coalesce(c.event_index_before, 0)::smallint as from_event_index,
    c.event_index                               as until_event_index,
    coalesce(c.pitcher_id_before, before.pitcher_id, starter.person_id) as pitcher_id,
    coalesce(pitch.balls, 0)::smallint          as balls,
    coalesce(pitch.strikes, 0)::smallint        as strikes
from changes c
left join lateral (
    select p.pitcher_id
    from game.plays p
    where (p.game_pk, p.season, p.is_top_inning) = (c.game_pk, c.season, c.is_top_inning) and p.at_bat_index < c.at_bat_index
    order by p.at_bat_index desc
    limit 1
) before on true
left join lateral (
    select l.person_id
    from game.lineups l
    where (l.game_pk, l.season, l.side, l.pitcher_index) = (c.game_pk, c.season, case when c.is_top_inning then 'home' else 'away' end, 0)
) starter on true
left join lateral (
    select e.balls, e.strikes
    from game.play_events e
    where (e.game_pk, e.season, e.at_bat_index) = (c.game_pk, c.season, c.at_bat_index)
      and e.event_index < c.event_index and (e.is_pitch or e.type = 'no_pitch')
    order by e.event_index desc
    limit 1
) pitch on true
where exists (
    select
    from game.play_events e
    left join game.event_rules r using (event_type)
    where (e.game_pk, e.season, e.at_bat_index) = (c.game_pk, c.season, c.at_bat_index)
      and e.event_index >= coalesce(c.event_index_before, 0) and e.event_index < c.event_index
      and not coalesce(r.is_administration, false)
);
comment on view game.relieved_pitchers is
    'Pitchers who were relieved in the middle of a play, and which of its events are theirs. Grain: one relieved pitcher of one play.';
comment on column game.relieved_pitchers.game_pk is 'MLB''s number of the game.';
comment on column game.relieved_pitchers.season is 'Year of the season the game belongs to.';
comment on column game.relieved_pitchers.at_bat_index is 'Play in which he was relieved.';
comment on column game.relieved_pitchers.side is 'Side in the field: away or home.';
comment on column game.relieved_pitchers.from_event_index is 'First event of the play that is his.';
comment on column game.relieved_pitchers.until_event_index is 'Event with which he left; those from it on are not his.';
comment on column game.relieved_pitchers.pitcher_id is 'The relieved pitcher.';
comment on column game.relieved_pitchers.balls is 'Balls in the count that he left behind.';
comment on column game.relieved_pitchers.strikes is 'Strikes in the count that he left behind.';
