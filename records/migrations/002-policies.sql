create table policy_versions (
  id uuid primary key default gen_random_uuid(),
  pack text not null,
  version text not null,
  sha256 text not null,
  status text not null,
  content jsonb not null,
  loaded_at timestamptz not null default clock_timestamp(),
  unique (pack, version)
);

create table calendars (
  year int not null,
  revision int not null,
  source text not null,
  content jsonb not null,
  loaded_at timestamptz not null default clock_timestamp(),
  primary key (year, revision)
);
