create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  business_at timestamptz,
  act text not null,
  person_id uuid,
  person_name text,
  unit_id uuid,
  cycle_id uuid,
  case_id uuid,
  detail jsonb not null,
  request_id text,
  hmac text not null
);
create index audit_cycle on audit (cycle_id, id);

create table seals (
  seq bigint primary key,
  audit_id bigint not null unique references audit,
  previous text not null,
  hash text not null,
  at timestamptz not null default clock_timestamp()
);

create table idempotency (
  actor uuid not null,
  key text not null,
  request_sha256 text not null,
  result jsonb,
  at timestamptz not null default clock_timestamp(),
  primary key (actor, key)
);

-- The in-site row is the notice; deliveries point to it.
create table notices (
  id uuid primary key default gen_random_uuid(),
  key text not null unique,
  occasion text not null,
  cycle_id uuid not null references cycles,
  case_id uuid references cases,
  task_id uuid references tasks,
  unit_id uuid not null references units,
  person_id uuid references people,
  language text not null,
  subject text not null,
  text text not null,
  html text not null,
  link text,
  released_at timestamptz,
  created_at timestamptz not null
);
create index notices_unit on notices (unit_id, created_at desc);
create index notices_case on notices (case_id, created_at);
create index notices_cycle on notices (cycle_id, created_at);
create index notices_unreleased on notices (cycle_id) where released_at is null;

create table notice_reads (
  notice_id uuid not null references notices,
  person_id uuid not null references people,
  read_at timestamptz not null,
  primary key (notice_id, person_id)
);

create table deliveries (
  id uuid primary key default gen_random_uuid(),
  notice_id uuid not null references notices,
  cycle_id uuid not null references cycles,
  case_id uuid references cases,
  channel text not null,
  person_id uuid references people,
  address text not null,
  message_id text not null unique,
  state text not null check (state in ('held', 'queued', 'sending', 'sent', 'refused', 'failed', 'recorded', 'void')),
  ambiguous boolean not null default false,
  attempts int not null default 0,
  lease_token uuid,
  lease_until timestamptz,
  next_at timestamptz not null default clock_timestamp(),
  answer text,
  sent_at timestamptz,
  created_at timestamptz not null default clock_timestamp()
);
create index deliveries_queued on deliveries (next_at) where state = 'queued';
create index deliveries_sending on deliveries (lease_until) where state = 'sending';
create index deliveries_unsent on deliveries (cycle_id) where state in ('held', 'queued');
create index deliveries_notice on deliveries (notice_id);
create index deliveries_case on deliveries (case_id);
create index deliveries_refused on deliveries (address) where state = 'refused';

create table wakes (
  id bigint generated always as identity primary key,
  scope text not null,
  workflow_type text not null,
  at timestamptz not null default clock_timestamp()
);
create function notify_courier() returns trigger language plpgsql as $$ begin perform pg_notify('courier', tg_table_name); return null; end $$;
create trigger wakes_notify after insert on wakes for each statement execute function notify_courier();
create trigger deliveries_notify after insert on deliveries for each statement execute function notify_courier();

create table alarms (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  subject text not null,
  cycle_id uuid references cycles,
  detail text not null,
  raised_at timestamptz not null default clock_timestamp(),
  cleared_at timestamptz,
  cleared_by uuid references people
);
create unique index alarms_open on alarms (kind, subject) where cleared_at is null;
