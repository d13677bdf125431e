-- Make the raw table of a method without keys of its own, with the owner's rights: false when it is there already.
create or replace function metadata.ensure_raw_table(wanted text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $function$
begin
    if wanted is null or wanted !~ '^[a-z][a-z0-9_]{{0,49}}$' then
        raise exception '%: found no plain word, wanted the name of a table in schema raw', wanted;
    end if;
    if to_regclass('raw.' || wanted) is not null then
        return false;
    end if;
    perform pg_advisory_xact_lock(hashtext('mlb.raw.create'));
    if to_regclass('raw.' || wanted) is not null then
        return false;
    end if;
{makers}    if exists (select from pg_roles where rolname = 'mlb_reader')
        and exists (select from pg_roles where rolname = 'mlb_writer')
    then
        perform metadata.grant_relation(('raw.' || wanted)::regclass);
        execute format('grant usage on sequence raw.%I to mlb_writer', wanted || '_id_seq');
    end if;
    return true;
end
$function$;
revoke all on function metadata.ensure_raw_table(text) from public;
