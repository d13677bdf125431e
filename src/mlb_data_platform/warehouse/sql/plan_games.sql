-- Put the games of a scope on the work list, as far as they are by now, and answer all of them in order of their start.
with planned as (
    select p.*, coalesce(seen.changed_at, now()) as changed_at,
        case when %(everything)s or (%(unless_over)s and not p.is_over) then now() else p.due_at end as next_due_at
    from metadata.game_progress p
    left join metadata.game_work seen using (game_pk)
    where (%(sport_id)s::int is null or coalesce(p.sport_id, %(sport_id)s) = %(sport_id)s)
      and (%(season)s::int is null or p.season = %(season)s)
      and (%(game_types)s::text[] is null or p.game_type = any(%(game_types)s))
      and (%(game_pks)s::bigint[] is null or p.game_pk = any(%(game_pks)s))
      -- A postponed game belongs to every day that lists it.
      and (
          (%(start_date)s::date is null and %(end_date)s::date is null)
          or p.official_date between coalesce(%(start_date)s, '-infinity') and coalesce(%(end_date)s, 'infinity')
          or p.game_pk in (
              select game_pk from schedule.games
              where schedule_date between coalesce(%(start_date)s, '-infinity') and coalesce(%(end_date)s, 'infinity')
          )
          -- What earlier days have left: games that went on, corrections that officials may have made, failures.
          or (p.official_date between %(catch_up_from)s::date and %(end_date)s::date
              and (p.due_at <= now() or not p.is_over and p.starts_at <= now())
              and (p.is_fetched or p.state is not null))
      )
),
noted as (
    insert into metadata.game_work as w
        (game_pk, sport_id, season, official_date, starts_at, state, due_at, fetched_at, changed_at)
    select
        game_pk, sport_id, season, official_date, starts_at,
        case
            when is_transformed then 'transformed' when is_quarantined then 'failed' when is_fetched then 'fetched'
            else 'wanted'
        end,
        next_due_at, fetched_at, changed_at
    from planned
    on conflict (game_pk) do update set
        sport_id = excluded.sport_id,
        season = excluded.season,
        official_date = excluded.official_date,
        starts_at = excluded.starts_at,
        fetched_at = excluded.fetched_at,
        state = case
            -- A failure lasts until a run succeeds, or the mapping reads what it could not read before.
            when w.state = 'failed' and excluded.state <> 'fetched' then 'failed'
            when w.state = 'checked' and excluded.state = 'transformed' then 'checked'
            else excluded.state
        end,
        -- What an earlier run was told to fetch, and did not come to, stays due.
        due_at = case
            when w.due_at <= now() and w.due_at > coalesce(w.fetched_at, '-infinity') then w.due_at
            else excluded.due_at
        end,
        changed_at = now()
    -- Another run may have worked on it since this statement began: then what is noted is newer than what we saw.
    where w.changed_at = excluded.changed_at
      and (
        (w.sport_id, w.season, w.official_date, w.starts_at, w.fetched_at, w.due_at)
            is distinct from (excluded.sport_id, excluded.season, excluded.official_date, excluded.starts_at,
                              excluded.fetched_at, excluded.due_at)
        or w.state = 'failed' and excluded.state = 'fetched'
        or w.state = 'checked' and excluded.state <> 'transformed'
        or w.state not in ('failed', 'checked') and w.state <> excluded.state
      )
)
select game_pk from planned order by starts_at, game_pk
