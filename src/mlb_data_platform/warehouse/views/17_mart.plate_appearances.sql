-- Every completed plate appearance with its day, teams and names: what game.plate_appearances says, to be read by people.
create view mart.plate_appearances as
select
    pa.game_pk,
    pa.season,
    g.sport_id,
    g.game_type,
    g.game_date,
    pa.at_bat_index,
    pa.inning,
    case pa.batting_side when 'away' then 'Top' else 'Bot' end                     as inning_topbot,
    case pa.batting_side when 'away' then g.away_team_id else g.home_team_id end   as team_id,
    case pa.batting_side when 'away' then g.away_team else g.home_team end         as team,
    case pa.pitching_side when 'away' then g.away_team_id else g.home_team_id end  as opponent_id,
    case pa.pitching_side when 'away' then g.away_team else g.home_team end        as opponent,
    pa.batter_id,
    b.full_name                                                                    as batter_name,
    p.bat_side_code                                                                as stand,
    pa.pitcher_id,
    t.full_name                                                                    as pitcher_name,
    p.pitch_hand_code                                                              as p_throws,
    pa.event_type,
    p.description,
    p.rbi,
    pa.is_at_bat,
    pa.is_hit,
    coalesce(pa.total_bases, 0)                                                    as total_bases,
    pa.is_walk,
    pa.is_intentional_walk,
    pa.is_hit_by_pitch,
    pa.is_strikeout,
    pa.is_sac_bunt,
    pa.is_sac_fly,
    pa.is_catchers_interference
from game.plate_appearances pa
join game.plays p on (p.game_pk, p.season, p.at_bat_index) = (pa.game_pk, pa.season, pa.at_bat_index)
join mart.games g on g.game_pk = pa.game_pk
left join game.game_players b on b.game_pk = pa.game_pk and b.person_id = pa.batter_id
left join game.game_players t on t.game_pk = pa.game_pk and t.person_id = pa.pitcher_id;
comment on view mart.plate_appearances is
    'Completed plate appearances with day, teams and names, charged to batter and pitcher as the scorer does. Grain: one plate appearance.';
comment on column mart.plate_appearances.game_pk is 'MLB''s number of the game.';
comment on column mart.plate_appearances.season is 'Year of the season the game belongs to.';
comment on column mart.plate_appearances.sport_id is 'Level of play: 1 majors, 11 Triple-A, 12 Double-A, 51 international.';
comment on column mart.plate_appearances.game_type is 'Kind of game: R regular season, S spring training, E exhibition, A All-Star, F wild card, D division series, L championship series, W World Series.';
comment on column mart.plate_appearances.game_date is 'Baseball day the game counts for.';
comment on column mart.plate_appearances.at_bat_index is 'Play in game.plays; at_bat_number of mart.pitches less 1.';
comment on column mart.plate_appearances.inning is 'Number of the inning, from 1.';
comment on column mart.plate_appearances.inning_topbot is 'Top when the visiting team bats, Bot when the home team does.';
comment on column mart.plate_appearances.team_id is 'Team at bat.';
comment on column mart.plate_appearances.team is 'Abbreviation of the team at bat.';
comment on column mart.plate_appearances.opponent_id is 'Team in the field.';
comment on column mart.plate_appearances.opponent is 'Abbreviation of the team in the field.';
comment on column mart.plate_appearances.batter_id is 'Batter charged; not always who ended it (game.plate_appearances).';
comment on column mart.plate_appearances.batter_name is 'Name of the batter.';
comment on column mart.plate_appearances.stand is 'Side of the plate from which it was ended: L or R.';
comment on column mart.plate_appearances.pitcher_id is 'Pitcher charged; not always who ended it (game.plate_appearances).';
comment on column mart.plate_appearances.pitcher_name is 'Name of the pitcher.';
comment on column mart.plate_appearances.p_throws is 'Hand of the pitcher who ended it: L, R, or S for both.';
comment on column mart.plate_appearances.event_type is 'Code of the result, such as home_run; game.event_rules says what each means.';
comment on column mart.plate_appearances.description is 'What happened, as a sentence.';
comment on column mart.plate_appearances.rbi is 'Runs batted in.';
comment on column mart.plate_appearances.is_at_bat is 'True when it is an at bat.';
comment on column mart.plate_appearances.is_hit is 'True for a hit.';
comment on column mart.plate_appearances.total_bases is 'Bases of a hit, 1 to 4; 0 for all else.';
comment on column mart.plate_appearances.is_walk is 'True for a walk, also an intentional one.';
comment on column mart.plate_appearances.is_intentional_walk is 'True for an intentional walk.';
comment on column mart.plate_appearances.is_hit_by_pitch is 'True when the batter was hit.';
comment on column mart.plate_appearances.is_strikeout is 'True for a strikeout.';
comment on column mart.plate_appearances.is_sac_bunt is 'True for a sacrifice bunt.';
comment on column mart.plate_appearances.is_sac_fly is 'True for a sacrifice fly.';
comment on column mart.plate_appearances.is_catchers_interference is 'True when the catcher interfered.';
