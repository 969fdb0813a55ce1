-- The one clock for deadlines: the database's time, or the moment it was set to (tests, rehearsals, demonstration data).
create table clock (
  one boolean primary key default true check (one),
  set_to timestamptz
);
insert into clock default values;

create function business_now() returns timestamptz language sql volatile as $$
  select date_trunc('milliseconds', coalesce((select set_to from clock), clock_timestamp()))
$$;

create table units (
  id uuid primary key default gen_random_uuid(),
  code text not null unique,
  kind text not null,
  level text not null,
  name text not null,
  parent_id uuid references units,
  superior_id uuid references units,
  groups text[] not null default '{}',
  close_of_business text,
  demo boolean not null default false,
  closed_at timestamptz
);
create index units_parent on units (parent_id);

create table people (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  mobile text unique,
  email text,
  language text not null default 'zh-CN' check (language in ('zh-CN', 'en')),
  demo boolean not null default false,
  disabled_at timestamptz
);

create table logins (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  subject text not null,
  person_id uuid not null references people,
  secret text,
  -- Set by an administrator: its owner has to set another one before anything else.
  one_time boolean not null default false,
  failures int not null default 0,
  last_failed_at timestamptz,
  disabled_at timestamptz,
  unique (kind, subject)
);
create index logins_person on logins (person_id);

create table memberships (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references people,
  unit_id uuid not null references units,
  role text not null,
  from_on date not null default '2000-01-01',
  until_on date,
  unique (person_id, unit_id, role, from_on)
);
create index memberships_unit on memberships (unit_id, role);

-- Made for express-session's PostgreSQL store (connect-pg-simple).
create table sessions (
  sid text primary key,
  sess json not null,
  expire timestamp(6) not null
);
create index sessions_expire on sessions (expire);

-- Attempts that failed, by whatever was tried and wherever it came from.
create table sign_in_failures (
  key text primary key,
  failures int not null,
  last_failed_at timestamptz not null
);
