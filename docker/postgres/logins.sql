-- Logins of compose.yaml, each in its group (docs/security.md), with the passwords of the environment. It may run
-- again: then passwords become those of the environment, and nothing else changes.
\set ON_ERROR_STOP on
\getenv writer MLB_WRITER_PASSWORD
\getenv reader MLB_READER_PASSWORD
\getenv metabase METABASE_DB_PASSWORD

select format('create role %I login', name)
from (values ('mlb_nightly'), ('mlb_analyst'), ('metabase')) as wanted (name)
where not exists (select from pg_roles where rolname = name)
\gexec

grant mlb_writer to mlb_nightly;
grant mlb_reader to mlb_analyst;

-- A statement with a password in it belongs in no log.
set log_statement = 'none';
set log_min_error_statement = 'panic';
set log_min_duration_statement = -1;
alter role mlb_nightly password :'writer';
alter role mlb_analyst password :'reader';
alter role metabase password :'metabase';

-- Questions of people must not hold the warehouse up for ever.
alter role mlb_analyst set statement_timeout = '15min';

select 'create database metabase owner metabase'
where not exists (select from pg_database where datname = 'metabase')
\gexec
revoke connect on database metabase from public;
