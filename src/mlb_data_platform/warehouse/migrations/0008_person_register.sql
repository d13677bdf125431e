-- The Chadwick register's ids of people, where a user has loaded that file: mlb-etl reference load-register.
create schema if not exists person;

create table person.register (
    key_mlbam        integer primary key,
    key_person       text,
    key_uuid         text,
    key_retro        text,
    key_bbref        text,
    key_bbref_minors text,
    key_fangraphs    integer,
    key_npb          text,
    key_wikidata     text,
    name_last        text,
    name_first       text,
    name_given       text,
    name_suffix      text,
    birth_year       smallint,
    birth_month      smallint,
    birth_day        smallint,
    mlb_played_first smallint,
    mlb_played_last  smallint,
    loaded_at        timestamptz not null default now()
);
create index register_key_retro_idx on person.register (key_retro);
create index register_key_fangraphs_idx on person.register (key_fangraphs);
create index register_key_bbref_idx on person.register (key_bbref);
comment on table person.register is 'Ids of people in other systems, from the Chadwick register where somebody loaded that file. Grain: one person with an MLB id.';
comment on column person.register.key_mlbam is 'MLB''s number of the person: person_id of all other tables.';
comment on column person.register.key_person is 'The register''s own key, eight hex digits.';
comment on column person.register.key_uuid is 'The register''s own key, the whole UUID.';
comment on column person.register.key_retro is 'Retrosheet''s id; null where it has none.';
comment on column person.register.key_bbref is 'Baseball-Reference''s id; null where it has none.';
comment on column person.register.key_bbref_minors is 'Baseball-Reference''s id in the minor leagues; null where it has none.';
comment on column person.register.key_fangraphs is 'FanGraphs'' number; null where it has none.';
comment on column person.register.key_npb is 'Id at Nippon Professional Baseball; null where it has none.';
comment on column person.register.key_wikidata is 'Wikidata''s id; null where it has none.';
comment on column person.register.name_last is 'Last name.';
comment on column person.register.name_first is 'First name that is used.';
comment on column person.register.name_given is 'All given names.';
comment on column person.register.name_suffix is 'What stands behind the name, such as Jr.';
comment on column person.register.birth_year is 'Year of birth.';
comment on column person.register.birth_month is 'Month of birth.';
comment on column person.register.birth_day is 'Day of birth.';
comment on column person.register.mlb_played_first is 'First season in the major leagues; null for who never played there.';
comment on column person.register.mlb_played_last is 'Last season in the major leagues; null for who never played there.';
comment on column person.register.loaded_at is 'When the row was last written from a file.';

-- As in 0007, and the register, which no mapping makes.
create or replace function metadata.our_relations()
returns table (relation oid, schema_name name, relation_name name, kind "char", is_raw boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select
        c.oid, n.nspname, c.relname, c.relkind,
        3 = (
            select count(*) from pg_attribute a
            where a.attrelid = c.oid and not a.attisdropped
              and a.attname in ('data', 'content_hash', 'ingestion_job_id')
        )
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm')
      and not c.relispartition
      and (
          n.nspname in ('metadata', 'raw')
          or n.nspname || '.' || c.relname in (
              select regexp_replace(component, '^(raw table|table|view) ', '') from metadata.schema_versions
          )
          or n.nspname || '.' || c.relname = 'person.register'
      )
$$;
