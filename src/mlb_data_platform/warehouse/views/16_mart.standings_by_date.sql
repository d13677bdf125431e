-- Where every team stood at the end of every day of a regular season on which any game counted.
create view mart.standings_by_date as
select
    day.season,
    day.standings_date,
    club.league_id,
    club.league_name                                                   as league,
    club.division_id,
    club.division_name                                                 as division,
    after.team_id,
    club.abbreviation                                                  as team,
    after.team_name,
    after.wins,
    after.losses,
    after.ties,
    round(after.wins::numeric / nullif(after.wins + after.losses, 0), 3) as win_pct,
    case when club.league_id is not null then
        rank() over (
            partition by day.season, day.standings_date, club.league_id, club.division_id
            order by after.wins::numeric / nullif(after.wins + after.losses, 0) desc nulls last
        )
    end::int                                                           as division_rank,
    case when club.league_id is not null then
        (
            max(after.wins - after.losses) over (
                partition by day.season, day.standings_date, club.league_id, club.division_id
            ) - (after.wins - after.losses)
        ) / 2.0
    end::numeric(4, 1)                                                 as games_back,
    case
        when after.win_streak > 0 then 'W' || after.win_streak
        when after.loss_streak > 0 then 'L' || after.loss_streak
    end                                                                as streak,
    after.last_ten_wins,
    after.last_ten_losses,
    after.runs_for,
    after.runs_against,
    after.runs_for - after.runs_against                                as run_difference,
    after.home_wins,
    after.home_losses,
    after.away_wins,
    after.away_losses,
    after.last_played
from (
    -- One row a team and day on which it played, good until the day of its next game.
    select
        tally.*,
        tally.official_date                                            as last_played,
        lead(tally.official_date) over (partition by tally.season, tally.team_id order by tally.official_date)
                                                                       as next_date
    from (
        select
            s.*,
            s.wins - coalesce(max(s.wins) filter (where s.lost) over so_far, 0)     as win_streak,
            s.losses - coalesce(max(s.losses) filter (where s.won) over so_far, 0)  as loss_streak,
            row_number() over (
                partition by s.season, s.team_id, s.official_date order by s.starts_at desc, s.game_pk desc
            )                                                          as from_last
        from (
            select
                g.season, g.team_id, g.team_name, g.official_date, g.starts_at, g.game_pk, g.won, g.lost,
                count(*) filter (where g.won) over so_far              as wins,
                count(*) filter (where g.lost) over so_far             as losses,
                count(*) filter (where not g.won and not g.lost) over so_far as ties,
                count(*) filter (where g.won) over last_ten            as last_ten_wins,
                count(*) filter (where g.lost) over last_ten           as last_ten_losses,
                sum(g.runs_for) over so_far                            as runs_for,
                sum(g.runs_against) over so_far                        as runs_against,
                count(*) filter (where g.won and g.is_home) over so_far      as home_wins,
                count(*) filter (where g.lost and g.is_home) over so_far     as home_losses,
                count(*) filter (where g.won and not g.is_home) over so_far  as away_wins,
                count(*) filter (where g.lost and not g.is_home) over so_far as away_losses
            from (
                select
                    f.season, f.game_pk, f.official_date, f.starts_at, side.*,
                    side.runs_for > side.runs_against                  as won,
                    side.runs_for < side.runs_against                  as lost
                from (
                    -- Each final game once, whichever of feed and schedule knows of it; the feed is nearer to it.
                    select distinct on (final.season, final.game_pk) final.*
                    from (
                        select
                            1 as place, g.season, g.game_pk, g.game_date as official_date, g.starts_at,
                            g.away_team_id, g.away_team_name, g.away_runs, g.home_team_id, g.home_team_name, g.home_runs
                        from mart.games g
                        where g.game_type = 'R' and g.is_final
                        union all
                        select
                            2, l.season, l.game_pk, coalesce(l.official_date, l.schedule_date), l.game_date,
                            l.away_team_id, l.away_team_name, l.away_score, l.home_team_id, l.home_team_name, l.home_score
                        from schedule.games l
                        where l.game_type = 'R' and l.coded_game_state = 'F'
                    ) final
                    order by final.season, final.game_pk, final.place, final.official_date
                ) f
                cross join lateral (
                    values
                        (f.away_team_id, f.away_team_name, false, f.away_runs, f.home_runs),
                        (f.home_team_id, f.home_team_name, true, f.home_runs, f.away_runs)
                ) side (team_id, team_name, is_home, runs_for, runs_against)
                where f.away_runs is not null and f.home_runs is not null
            ) g
            window
                so_far as (partition by g.season, g.team_id order by g.official_date, g.starts_at, g.game_pk),
                last_ten as (so_far rows between 9 preceding and current row)
        ) s
        window so_far as (partition by s.season, s.team_id order by s.official_date, s.starts_at, s.game_pk)
    ) tally
    where tally.from_last = 1
) after
join (
    select g.season, g.game_date as standings_date
    from mart.games g
    where g.game_type = 'R' and g.is_final
    union
    select l.season, coalesce(l.official_date, l.schedule_date)
    from schedule.games l
    where l.game_type = 'R' and l.coded_game_state = 'F'
) day
    on day.season = after.season
    and day.standings_date >= after.official_date
    and (after.next_date is null or day.standings_date < after.next_date)
left join (
    -- League and division of a team in a season: as its last feed says.
    select distinct on (g.season, t.team_id)
        g.season, t.team_id, t.abbreviation, t.league_id, t.league_name, t.division_id, t.division_name
    from game.game_teams t
    join game.games g on g.game_pk = t.game_pk
    order by g.season, t.team_id, g.game_date desc
) club on club.season = after.season and club.team_id = after.team_id;
comment on view mart.standings_by_date is
    'Where every team stood at the end of every day of a regular season, computed from final games in feeds and schedules; a suspended game counts on its official day. Grain: one team at the end of one day of one season, from its first game on.';
comment on column mart.standings_by_date.season is 'Year of the season.';
comment on column mart.standings_by_date.standings_date is 'Day at whose end the standings held: any on which a game of the season counted.';
comment on column mart.standings_by_date.league_id is 'League; null until a feed of the team is in the warehouse.';
comment on column mart.standings_by_date.league is 'Name of the league.';
comment on column mart.standings_by_date.division_id is 'Division; null in leagues without divisions and until a feed of the team is in the warehouse.';
comment on column mart.standings_by_date.division is 'Name of the division.';
comment on column mart.standings_by_date.team_id is 'Team.';
comment on column mart.standings_by_date.team is 'Abbreviation of the team; null until a feed of it is in the warehouse.';
comment on column mart.standings_by_date.team_name is 'Name of the team in its last game.';
comment on column mart.standings_by_date.wins is 'Games won so far.';
comment on column mart.standings_by_date.losses is 'Games lost so far.';
comment on column mart.standings_by_date.ties is 'Games tied so far.';
comment on column mart.standings_by_date.win_pct is 'Share of decided games won, 0 to 1; null without one.';
comment on column mart.standings_by_date.division_rank is 'Place in the division by win_pct, 1 for the best, equal ones together; null without a league.';
comment on column mart.standings_by_date.games_back is 'Games behind the team of the division with the best difference of wins and losses, 0 for it; null without a league.';
comment on column mart.standings_by_date.streak is 'Wins (W) or losses (L) in a row, such as W3; ties are passed over.';
comment on column mart.standings_by_date.last_ten_wins is 'Wins in the last ten games.';
comment on column mart.standings_by_date.last_ten_losses is 'Losses in the last ten games.';
comment on column mart.standings_by_date.runs_for is 'Runs scored so far.';
comment on column mart.standings_by_date.runs_against is 'Runs allowed so far.';
comment on column mart.standings_by_date.run_difference is 'Runs scored less runs allowed.';
comment on column mart.standings_by_date.home_wins is 'Games won at home.';
comment on column mart.standings_by_date.home_losses is 'Games lost at home.';
comment on column mart.standings_by_date.away_wins is 'Games won on the road.';
comment on column mart.standings_by_date.away_losses is 'Games lost on the road.';
comment on column mart.standings_by_date.last_played is 'Day of the last game that counts here.';
