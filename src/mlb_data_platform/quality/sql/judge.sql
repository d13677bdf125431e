-- One row about a reconciliation: how much was compared, what differs, and which known exceptions were met or went stale.
with compared as materialized (
{query}
), known as (
    select * from jsonb_to_recordset(%(known)s::jsonb)
        as k(place int, game_pk bigint, subject text, measure text, official text, recomputed text)
), differing as materialized (
    select c.game_pk, c.subject, c.measure, c.official::text as official, c.recomputed::text as recomputed, k.place
    from compared c
    left join known k
        on (k.game_pk, k.subject, k.measure) = (c.game_pk, c.subject, c.measure)
        and k.official is not distinct from c.official::text
        and k.recomputed is not distinct from c.recomputed::text
    where c.official is distinct from c.recomputed
)
select
    (select count(*) from compared)                                                   as compared,
    (select count(distinct game_pk) from compared)                                    as games,
    (select count(*) from differing where place is null)                              as failed,
    (select coalesce(array_agg(place order by place), '{{}}') from differing where place is not null) as met,
    (select coalesce(array_agg(k.place order by k.place), '{{}}') from known k
     where k.game_pk in (select game_pk from compared)
       and not exists (select from differing d where d.place = k.place))              as stale,
    (select coalesce(json_agg(one), '[]') from (
        select game_pk, subject, measure, official, recomputed from differing
        where place is null order by game_pk, subject, measure limit %(most_examples)s
    ) one)                                                                            as examples
