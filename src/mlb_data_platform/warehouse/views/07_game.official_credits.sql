-- The credits of the plays as a scorer counts them: one putout an out, one assist for each fielder and out, an error once.
-- The feed lists every throw of a rundown and an outfielder's assist twice (statsapi.md, quirk 19), and may repeat an error for each runner it advances.
create view game.official_credits as
select distinct
    p.game_pk,
    p.season,
    p.at_bat_index,
    coalesce(r.play_index, nullif(c.event_index, -1)) as play_index,
    p.inning,
    case when p.is_top_inning then 'home' else 'away' end as side,
    c.person_id,
    known.kind,
    -- What tells two credits of one kind in one event apart: the out, or the kind of error.
    case when known.kind = 'error' then c.credit else concat_ws(' ', r.runner_id, r.out_number) end as occasion,
    c.credit <> 'c_catcher_interf' as is_chance
from game.plays p
join game.fielding_credits c using (game_pk, season, at_bat_index)
-- An error on a foul ball belongs to an event and moves no runner.
left join game.runners r using (game_pk, season, at_bat_index, runner_index)
join (values
    ('f_putout', 'put_out'), ('f_assist', 'assist'), ('f_assist_of', 'assist'),
    ('f_error', 'error'), ('f_fielding_error', 'error'), ('f_throwing_error', 'error'), ('f_error_dropped_ball', 'error'), ('f_foul_error', 'error'),
    ('f_interference', 'error'), ('f_defensive_shift_violation_error', 'error'), ('c_catcher_interf', 'error')
) as known (credit, kind) using (credit);
comment on view game.official_credits is
    'Putouts, assists and errors as a scorer counts them, from the credits in the plays. Grain: one putout, assist or error of one fielder.';
comment on column game.official_credits.game_pk is 'MLB''s number of the game.';
comment on column game.official_credits.season is 'Year of the season the game belongs to.';
comment on column game.official_credits.at_bat_index is 'Play in game.plays.';
comment on column game.official_credits.play_index is 'Event of the play.';
comment on column game.official_credits.inning is 'Inning, from 1.';
comment on column game.official_credits.side is 'Side in the field: away or home.';
comment on column game.official_credits.person_id is 'Fielder.';
comment on column game.official_credits.kind is 'put_out, assist or error.';
comment on column game.official_credits.occasion is 'What tells two credits of one kind in one event apart: runner and out, or the kind of error.';
comment on column game.official_credits.is_chance is 'True when it counts as a chance too; a catcher''s interference is an error without one.';
