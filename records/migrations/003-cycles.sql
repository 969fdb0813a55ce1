create sequence cycle_numbers;
create sequence receipt_numbers;

create table cycles (
  id uuid primary key default gen_random_uuid(),
  number text not null unique,
  kind text not null,
  policy_version_id uuid not null references policy_versions,
  procedure text not null,
  unit_id uuid not null references units,
  unit_name text not null,
  section_id uuid references units,
  section_name text,
  officer_id uuid not null references people,
  officer_name text not null,
  title text not null,
  state text not null,
  version int not null default 1,
  round int not null default 0,
  table_round int not null default 0,
  text text not null default '',
  settings jsonb not null default '{}',
  parameters jsonb,
  document_number text,
  signed_by uuid references people,
  signed_by_name text,
  signed_at timestamptz,
  text_sha256 text,
  opened_at timestamptz,
  due_at timestamptz,
  due_revision int not null default 0,
  closed_at timestamptz,
  finished_at timestamptz,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  previous_id uuid references cycles,
  demo boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index cycles_unit on cycles (unit_id, state, created_at desc);

-- Whom the draft will go to; their cases are made when it goes out. A copy (抄送) wants no answer.
create table addressees (
  cycle_id uuid not null references cycles on delete cascade,
  unit_id uuid not null references units,
  position int not null,
  mandatory boolean not null default false,
  copy boolean not null default false,
  primary key (cycle_id, unit_id)
);
create index addressees_position on addressees (cycle_id, position);

create table clauses (
  id uuid primary key default gen_random_uuid(),
  cycle_id uuid not null references cycles on delete cascade,
  position int not null,
  anchor text not null,
  number text not null,
  level int not null,
  heading text not null,
  text text not null,
  unique (cycle_id, anchor)
);

create function ledger_state(copy boolean, outcome text, undelivered boolean, signed_for_at timestamptz) returns text language sql immutable as $$
  select case
    when copy then 'copy'
    when outcome is not null then outcome
    when signed_for_at is not null then 'silent'
    when undelivered then 'undelivered'
    else 'unsigned' end
$$;
-- What is wrong stands first.
create function ledger_rank(copy boolean, outcome text, undelivered boolean, signed_for_at timestamptz) returns int language sql immutable as $$
  select array_position(
    array['undelivered', 'overdue', 'unsigned', 'silent', 'opinions', 'no-opinion', 'deemed-no-objection', 'withdrawn', 'copy'],
    case
      when copy then 'copy'
      when outcome is not null then outcome
      when signed_for_at is not null then 'silent'
      when undelivered then 'undelivered'
      else 'unsigned' end)
$$;

create table cases (
  id uuid primary key default gen_random_uuid(),
  cycle_id uuid not null references cycles,
  position int not null,
  unit_id uuid not null references units,
  unit_name text not null,
  mandatory boolean not null default false,
  copy boolean not null default false,
  contact_name text,
  contact_phone text,
  due_at timestamptz not null,
  due_revision int not null default 1,
  sent_at timestamptz,
  undelivered boolean not null default false,
  signed_for_at timestamptz,
  signed_for_by uuid references people,
  signed_for_by_name text,
  urged int not null default 0,
  outcome text check (outcome in ('no-opinion', 'opinions', 'deemed-no-objection', 'overdue', 'withdrawn')),
  outcome_at timestamptz,
  outcome_by text check (outcome_by in ('person', 'silence')),
  unsigned_silence boolean not null default false,
  submission_id uuid,
  opinion_count int not null default 0,
  late_submission_id uuid,
  late_counted boolean,
  channel text,
  ledger_state text generated always as (ledger_state(copy, outcome, undelivered, signed_for_at)) stored,
  ledger_rank int generated always as (ledger_rank(copy, outcome, undelivered, signed_for_at)) stored,
  unique (cycle_id, unit_id)
);
create index cases_ledger on cases (cycle_id, ledger_rank, position);
create index cases_state on cases (cycle_id, ledger_state, position);
create index cases_unit on cases (unit_id, due_at desc);

-- One shared draft of a unit's answer; a second editor is told, never overwritten.
create table drafts (
  case_id uuid primary key references cases,
  version int not null,
  body jsonb not null,
  updated_by uuid not null references people,
  updated_by_name text not null,
  updated_at timestamptz not null
);

-- Never edited: a replacement is a new number.
create table submissions (
  id uuid primary key default gen_random_uuid(),
  cycle_id uuid not null references cycles,
  case_id uuid not null references cases,
  seq int not null,
  receipt text not null unique,
  kind text not null check (kind in ('no-opinion', 'opinions')),
  late boolean not null,
  received_at timestamptz not null,
  recorded_at timestamptz not null,
  due_at timestamptz not null,
  channel text not null,
  by_person uuid references people,
  by_name text not null,
  unit_name text not null,
  recorded_by uuid references people,
  recorded_by_name text,
  form_sha256 text not null,
  body jsonb not null,
  unique (case_id, seq)
);

create table opinions (
  id uuid primary key default gen_random_uuid(),
  cycle_id uuid not null references cycles,
  case_id uuid not null references cases,
  submission_id uuid not null references submissions,
  position int not null,
  anchor text not null,
  text text not null,
  wording text not null,
  reason text not null,
  files uuid[] not null default '{}'
);
create index opinions_submission on opinions (submission_id, position);
create index opinions_cycle on opinions (cycle_id);

create table dispositions (
  opinion_id uuid primary key references opinions,
  cycle_id uuid not null references cycles,
  verdict text not null check (verdict in ('adopted', 'partly', 'rejected')),
  reason text not null,
  -- On the contributor's own duties: rejected, it needs an agreement or a ruling.
  own_duties boolean not null default false,
  version int not null,
  decided_by uuid not null references people,
  decided_by_name text not null,
  decided_at timestamptz not null
);
create index dispositions_cycle on dispositions (cycle_id);

-- The order in which agreements and rulings were noted, over both tables.
create sequence consultation_places;

-- What the launching unit and another one came to about that one's opinions on a clause (协商).
create table consultations (
  id uuid primary key default gen_random_uuid(),
  cycle_id uuid not null references cycles,
  case_id uuid not null references cases,
  anchor text not null,
  held_on date not null,
  spoke_with text not null,
  text text not null,
  result text not null check (result in ('agreed', 'not-agreed')),
  place bigint not null default nextval('consultation_places'),
  noted_by uuid not null references people,
  noted_by_name text not null,
  noted_at timestamptz not null
);
create index consultations_case on consultations (case_id, anchor);

-- What a superior was asked to decide where two units do not agree (报请裁定), and what it found.
create table rulings (
  id uuid primary key default gen_random_uuid(),
  cycle_id uuid not null references cycles,
  case_id uuid not null references cases,
  anchor text not null,
  asked_of text not null,
  about text not null,
  requested_by uuid not null references people,
  requested_by_name text not null,
  requested_at timestamptz not null,
  finding text check (finding in ('upheld', 'overruled')),
  text text,
  ruled_on date,
  place bigint,
  recorded_by uuid references people,
  recorded_by_name text,
  recorded_at timestamptz,
  check (num_nulls(finding, text, ruled_on, place, recorded_by, recorded_by_name, recorded_at) in (0, 7))
);
create index rulings_case on rulings (case_id, anchor);
create unique index rulings_open on rulings (case_id, anchor) where finding is null;

create table phone_notes (
  id uuid primary key default gen_random_uuid(),
  cycle_id uuid not null references cycles,
  case_id uuid not null references cases,
  person_id uuid not null references people,
  person_name text not null,
  spoke_with text not null,
  text text not null,
  called_at timestamptz not null
);
create index phone_notes_case on phone_notes (case_id);

create table files (
  id uuid primary key default gen_random_uuid(),
  cycle_id uuid references cycles,
  case_id uuid references cases,
  unit_id uuid not null references units,
  purpose text not null,
  name text not null,
  media_type text not null,
  size int not null,
  sha256 text not null,
  bytes bytea not null,
  uploaded_by uuid not null references people,
  uploaded_at timestamptz not null
);
create index files_cycle on files (cycle_id);
create index files_case on files (case_id);
