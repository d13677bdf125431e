-- The bytes of an answer lie beside its JSONB. Who changes the JSONB by hand means what it says from then on: the bytes
-- would say something else, and are let go of.
create or replace function metadata.forget_body() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    new.body := null;
    return new;
end
$$;
comment on function metadata.forget_body() is 'Lets go of an answer''s bytes when its JSONB is changed.';
