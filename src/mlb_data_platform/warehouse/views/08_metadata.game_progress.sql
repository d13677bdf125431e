-- How far every game is that the schedule lists or a pipeline has worked on: from what is there, not from what somebody noted.
create view metadata.game_progress as
with listed as (
    -- A postponed game is listed again on its new day, a suspended one on the day it goes on: the last listing counts.
    select distinct on (game_pk)
        game_pk, sport_id, season, game_type, coalesce(official_date, schedule_date) as official_date,
        game_date as starts_at, coded_game_state, away_team_name, home_team_name
    from schedule.games
    order by game_pk, coded_game_state = 'D', schedule_date desc
),
feed as (
    select
        r.game_pk, r.id as raw_id, r.game_state, r.last_seen_at, r.season, r.game_type, r.game_date, t.outcome,
        metadata.is_over(r.game_state) as is_over
    from game.live_game_v1 r
    left join metadata.transform_state t
        on t.raw_table = 'game.live_game_v1' and t.raw_id = r.id
        and t.fingerprint = (select checksum from metadata.schema_versions where component = 'mapping game_live_v1')
    where r.is_latest
),
known as (
    select
        game_pk,
        coalesce(l.sport_id, w.sport_id) as sport_id,
        coalesce(l.season, w.season, f.season::smallint) as season,
        coalesce(l.game_type, f.game_type) as game_type,
        coalesce(l.official_date, w.official_date, f.game_date) as official_date,
        coalesce(l.starts_at, w.starts_at) as starts_at,
        l.away_team_name, l.home_team_name,
        l.coded_game_state as listed_state,
        f.game_state as feed_state,
        coalesce(f.is_over, false) as is_over,
        f.raw_id is not null as is_fetched,
        coalesce(f.outcome in ('loaded', 'stale'), false) as is_transformed,
        coalesce(f.outcome = 'quarantined', false) as is_quarantined,
        -- What was fetched once and is not there any more has to be fetched again.
        case when f.raw_id is not null then greatest(f.last_seen_at, w.fetched_at) end as fetched_at,
        w.checked_at is not null and w.state = 'checked' as is_checked,
        w.state, w.attempts, w.reason, w.due_at, w.claimed_by
    from listed l
    full join metadata.game_work w using (game_pk)
    left join feed f using (game_pk)
)
select
    game_pk, sport_id, season, game_type, official_date, starts_at, away_team_name, home_team_name,
    case
        when state = 'failed' then 'failed'
        when is_quarantined then 'failed'
        when not is_fetched and starts_at > now() then 'upcoming'
        when not is_fetched then 'missing'
        when not is_transformed then 'stale'
        when not is_over and starts_at > now() then 'upcoming'
        when not is_over and listed_state = 'F' then 'stale'
        when not is_over then 'unfinished'
        else 'complete'
    end as progress,
    state, attempts,
    case
        when state = 'failed' then reason
        when is_quarantined then 'its answer is in quarantine: metadata.quarantine'
        when not is_fetched then null
        when not is_transformed then 'raw holds an answer that is not in the tables yet'
        when not is_over and listed_state = 'F' then 'the schedule calls it final, its feed does not yet'
    end as reason,
    listed_state, feed_state, is_over, is_fetched, is_transformed, is_quarantined, is_checked, fetched_at,
    case
        when state = 'failed' then due_at
        else metadata.next_reading(is_over, starts_at, fetched_at)
    end as due_at,
    claimed_by
from known;
comment on view metadata.game_progress is
    'How far each listed game is, told from raw and tables themselves. Grain: one game.';
comment on column metadata.game_progress.game_pk is 'MLB''s number of the game.';
comment on column metadata.game_progress.sport_id is 'Sport of its listing; 1 is the majors.';
comment on column metadata.game_progress.season is 'Year of the season the game belongs to.';
comment on column metadata.game_progress.game_type is 'R regular season, S spring, P/F/D/L/W post-season, A All-Star, E exhibition.';
comment on column metadata.game_progress.official_date is 'Baseball day the game counts for, by its newest listing.';
comment on column metadata.game_progress.starts_at is 'Scheduled or actual start, by its newest listing.';
comment on column metadata.game_progress.away_team_name is 'Visiting team.';
comment on column metadata.game_progress.home_team_name is 'Home team.';
comment on column metadata.game_progress.progress is
    'complete, upcoming, unfinished (in progress or suspended), stale (there is newer than the tables have), missing (never fetched) or failed.';
comment on column metadata.game_progress.state is 'State in metadata.game_work; null when no pipeline has planned it.';
comment on column metadata.game_progress.attempts is 'Runs in a row that failed at it.';
comment on column metadata.game_progress.reason is 'Why it is failed or stale.';
comment on column metadata.game_progress.listed_state is 'Coded state in the schedule.';
comment on column metadata.game_progress.feed_state is 'Coded state in the newest feed that raw holds.';
comment on column metadata.game_progress.is_over is 'True when that feed is final, or the game is cancelled, postponed or forfeited.';
comment on column metadata.game_progress.is_fetched is 'True when raw holds a feed of it.';
comment on column metadata.game_progress.is_transformed is 'True when the newest feed is in the tables, by the present mapping.';
comment on column metadata.game_progress.is_quarantined is 'True when the newest feed could not be read.';
comment on column metadata.game_progress.is_checked is 'True when quality has looked at it since.';
comment on column metadata.game_progress.fetched_at is 'When the API was last asked for it with success.';
comment on column metadata.game_progress.due_at is 'When it is to be asked for next; null when it is settled.';
comment on column metadata.game_progress.claimed_by is 'Run that works on it.';
