-- Every code of a play or a movement is one that the rules of scoring know.
-- Source: plays.allPlays[].result.eventType and .runners[].details.eventType against game.event_rules. A new code is to be entered there.
-- A play that was broken off (a game that rain ended in mid-count) may have no code.
with games as (
    select game_pk, season
    from game.complete_games
    where %(game_pks)s::bigint[] is null or game_pk = any(%(game_pks)s::bigint[])
)
select
    game_pk,
    place || ' ' || coalesce(event_type, 'without code') as subject,
    'known'                                              as measure,
    1::bigint                                            as official,
    count(r.event_type)::bigint                          as recomputed
from (
    select distinct p.game_pk, 'play' as place, p.event_type
    from games
    join game.plays p using (game_pk, season)
    where p.is_complete or p.event_type is not null
    union all
    select distinct m.game_pk, 'movement', m.event_type
    from games
    join game.runners m using (game_pk, season)
) as seen
left join game.event_rules r using (event_type)
group by 1, 2
