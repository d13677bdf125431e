-- Fields that answers have and the mapping does not know: recorded, never an error.
create table metadata.schema_drift (
    raw_table  text not null,
    path       text not null,
    json_type  text not null,
    mapping    text not null,
    first_seen timestamptz not null,
    last_seen  timestamptz not null,
    documents  bigint not null,
    example    text not null,
    raw_id     bigint not null,
    run_id     text not null,
    primary key (raw_table, path, json_type)
);
comment on table metadata.schema_drift is
    'Fields of answers that the mapping neither reads nor ignores. Transforms look at a sample of what they read; a field that the mapping knows by now leaves.';
comment on column metadata.schema_drift.raw_table is 'Raw table of the documents.';
comment on column metadata.schema_drift.path is 'Where the field stands, as mapping files write it: [*] for elements of an array, * for ids.';
comment on column metadata.schema_drift.json_type is 'string, integer, number, boolean or null; object or array where they are empty.';
comment on column metadata.schema_drift.mapping is 'The mapping that does not know it.';
comment on column metadata.schema_drift.first_seen is 'Earliest capture of a document that had it.';
comment on column metadata.schema_drift.last_seen is 'Latest capture of a document that had it.';
comment on column metadata.schema_drift.documents is
    'At least so many of the documents that were looked at had it: one counts when its raw_id is above all that counted, so never twice.';
comment on column metadata.schema_drift.example is 'A value as JSON, shortened, from the document raw_id.';
comment on column metadata.schema_drift.raw_id is 'Highest id of a raw row that had it.';
comment on column metadata.schema_drift.run_id is 'Run that saw it there.';
