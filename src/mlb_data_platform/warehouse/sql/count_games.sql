-- Games by progress and state, with the seconds since the first one ended (4 hours after its start) that is not complete.
select
    progress,
    state,
    count(*),
    extract(epoch from max(now() - starts_at - interval '4 hours') filter (
        where starts_at + interval '4 hours' < now()
          and progress = any(%(incomplete)s)
    ))::double precision
from metadata.game_progress
group by progress, state
