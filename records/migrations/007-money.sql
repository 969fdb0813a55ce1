-- What is known of an institution before it applies: its filing (备案).
create table filings (
  id uuid primary key default gen_random_uuid(),
  filing_number text not null unique,
  unit_id uuid not null references units,
  county_id uuid not null references units,
  name text not null,
  credit_code text not null,
  inclusive boolean not null,
  kind text not null check (kind in ('institution', 'kindergarten-class')),
  places int not null check (places > 0),
  filed_on date not null,
  ended_on date,
  demo boolean not null default false
);
create index filings_county on filings (county_id);
create index filings_unit on filings (unit_id);

-- A round of a scheme for one year; the cycle is its launch.
create table rounds (
  cycle_id uuid primary key references cycles on delete cascade,
  scheme text not null,
  year int not null,
  opens_at timestamptz,
  closes_at timestamptz,
  readings jsonb not null default '{}',
  notice_working_days int,
  rules jsonb
);

-- Paid ≤ committed ≤ appropriated, at every moment.
create table budgets (
  cycle_id uuid primary key references cycles on delete cascade,
  scheme text not null,
  year int not null,
  appropriated_fen bigint not null default 0,
  committed_fen bigint not null default 0,
  paid_fen bigint not null default 0,
  source text not null default '',
  check (0 <= paid_fen and paid_fen <= committed_fen and committed_fen <= appropriated_fen)
);

-- Who withdrew an application may hand in another one; of what is under way there is one.
alter table cases drop constraint cases_cycle_id_unit_id_key;
create unique index cases_party on cases (cycle_id, unit_id) where outcome is distinct from 'withdrawn';

alter table submissions drop constraint submissions_kind_check;
alter table submissions add constraint submissions_kind_check check (kind in ('no-opinion', 'opinions', 'claim'));

create table claims (
  case_id uuid primary key references cases,
  cycle_id uuid not null references cycles,
  number text unique,
  scheme text not null,
  filing_id uuid not null references filings,
  state text not null default 'draft',
  version int not null default 1,
  submission_round int not null default 0,
  review_round int not null default 0,
  answers jsonb not null default '{}',
  received_at timestamptz,
  accepted_at timestamptz,
  asked_fen bigint,
  granted_fen bigint,
  assessment_id uuid,
  approved_order bigint,
  account_id uuid,
  held boolean not null default false,
  ended_at timestamptz,
  ended_reason text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (granted_fen is null or granted_fen >= 0)
);
create index claims_cycle_state on claims (cycle_id, state, case_id);
create index claims_filing on claims (filing_id);
-- Of a filing there is one application under way in a round.
create unique index claims_once on claims (cycle_id, filing_id) where state not in ('withdrawn', 'lapsed', 'not-accepted');
create sequence claim_numbers;
create sequence approval_order;

-- One child a row; identity numbers only encrypted, and as a keyed hash to find the same child again.
create table claim_children (
  case_id uuid not null references claims on delete cascade,
  position int not null,
  name_sealed bytea not null,
  identity_sealed bytea not null,
  identity_hash text not null,
  born_on date not null,
  class_kind text not null,
  enrolled_from date,
  enrolled_until date,
  counted boolean not null default true,
  cut_reason text,
  primary key (case_id, position)
);
create index claim_children_identity on claim_children (identity_hash);

create table assessments (
  id uuid primary key default gen_random_uuid(),
  case_id uuid not null references claims,
  made_for text not null,
  rule_version text not null,
  facts jsonb not null,
  readings jsonb not null,
  answer jsonb not null,
  amount_fen bigint,
  at timestamptz not null
);
create index assessments_case on assessments (case_id, at);

-- What may be had once, by the scheme's own keys.
create table entitlements (
  id uuid primary key default gen_random_uuid(),
  scheme text not null,
  key text not null,
  case_id uuid not null references claims,
  held_at timestamptz not null,
  released_at timestamptz
);
create unique index entitlements_held on entitlements (scheme, key) where released_at is null;
create index entitlements_case on entitlements (case_id);

-- Marks that the reviewer must answer: the same account, child or document elsewhere.
create table claim_warnings (
  id uuid primary key default gen_random_uuid(),
  case_id uuid not null references claims,
  kind text not null,
  detail text not null,
  other_case_id uuid,
  answer text,
  answered_by uuid references people,
  answered_by_name text,
  answered_at timestamptz,
  unique (case_id, kind, detail)
);

create table defects (
  id uuid primary key default gen_random_uuid(),
  case_id uuid not null references claims,
  round int not null,
  stage text not null check (stage in ('correction', 'supplement')),
  item text not null,
  text text not null,
  clause text,
  mended_at timestamptz
);
create index defects_case on defects (case_id, round);

create table interests (
  case_id uuid not null references claims,
  person_id uuid not null references people,
  person_name text not null,
  conflicted boolean not null,
  reason text,
  at timestamptz not null,
  primary key (case_id, person_id)
);

-- How and when a refusal reached the applicant (送达): the periods of review and of suit run from that day. The newest counts.
create table services (
  id bigint generated always as identity primary key,
  case_id uuid not null references claims,
  channel text not null check (channel in ('electronic', 'in-person', 'mail', 'left')),
  served_on date not null,
  proof text not null,
  file_id uuid references files,
  recorded_by uuid not null references people,
  recorded_by_name text not null,
  recorded_at timestamptz not null
);
create index services_case on services (case_id, id);

create table commitments (
  id uuid primary key default gen_random_uuid(),
  cycle_id uuid not null references budgets,
  case_id uuid not null references claims,
  amount_fen bigint not null check (amount_fen > 0),
  state text not null check (state in ('waiting', 'committed', 'released')),
  approved_order bigint not null,
  at timestamptz not null,
  released_at timestamptz
);
create unique index commitments_case on commitments (case_id) where state <> 'released';
create index commitments_waiting on commitments (cycle_id, approved_order) where state = 'waiting';

create table notice_lists (
  id uuid primary key default gen_random_uuid(),
  cycle_id uuid not null references cycles,
  number int not null,
  state text not null check (state in ('draft', 'approved', 'running', 'ended', 'void')),
  minutes_number text,
  minutes_on date,
  minutes_file_id uuid references files,
  telephone text,
  address text,
  website text,
  starts_at timestamptz,
  ends_at timestamptz,
  made_by uuid not null references people,
  made_by_name text not null,
  approved_by uuid references people,
  approved_by_name text,
  statement text,
  created_at timestamptz not null,
  unique (cycle_id, number)
);

create table notice_items (
  id uuid primary key default gen_random_uuid(),
  list_id uuid not null references notice_lists on delete cascade,
  case_id uuid not null references claims,
  position int not null,
  name text not null,
  credit_code text not null,
  places int not null,
  heads int,
  amount_fen bigint not null,
  state text not null check (state in ('listed', 'held', 'payable', 'struck-out', 'back-to-review')),
  unique (list_id, case_id)
);
create index notice_items_case on notice_items (case_id);
-- A claim stands on one notice at a time; what an objection took off comes back only by a new one.
create unique index notice_items_live on notice_items (case_id) where state in ('listed', 'held', 'payable');

create table objections (
  id uuid primary key default gen_random_uuid(),
  cycle_id uuid not null references cycles,
  list_id uuid not null references notice_lists,
  item_id uuid not null references notice_items,
  number text not null unique,
  named boolean not null,
  name_sealed bytea,
  contact_sealed bytea,
  text text not null,
  received_at timestamptz not null,
  due_at timestamptz not null,
  outcome text check (outcome in ('upheld', 'dismissed')),
  effect text check (effect in ('struck-out', 'back-to-review')),
  reason text,
  clause text,
  answered_by uuid references people,
  answered_by_name text,
  answered_at timestamptz
);
create index objections_open on objections (item_id) where outcome is null;
create sequence objection_numbers;

create table accounts (
  id uuid primary key default gen_random_uuid(),
  unit_id uuid not null references units,
  holder text not null,
  number_sealed bytea not null,
  number_hash text not null,
  number_last4 text not null,
  bank text not null,
  bank_code text not null,
  state text not null check (state in ('proposed', 'confirmed', 'replaced')),
  made_by uuid not null references people,
  made_by_name text not null,
  made_at timestamptz not null,
  confirmed_by uuid references people,
  confirmed_by_name text,
  confirmed_at timestamptz,
  check (confirmed_by is null or confirmed_by <> made_by)
);
create index accounts_unit on accounts (unit_id);
create unique index accounts_confirmed on accounts (unit_id) where state = 'confirmed';
create index accounts_hash on accounts (number_hash);

create table batches (
  id uuid primary key default gen_random_uuid(),
  cycle_id uuid not null references cycles,
  number text not null unique,
  state text not null check (state in ('made', 'released', 'closed', 'void')),
  content_sha256 text not null,
  total_fen bigint not null,
  made_by uuid not null references people,
  made_by_name text not null,
  made_at timestamptz not null,
  released_by uuid references people,
  released_by_name text,
  released_at timestamptz,
  closed_at timestamptz,
  closed_by_name text,
  void_reason text,
  channel text not null check (channel in ('file', 'bank')),
  exported_at timestamptz,
  export_sha256 text,
  check (released_by is null or released_by <> made_by)
);
create index batches_cycle on batches (cycle_id);
create sequence batch_numbers;

-- One attempt at paying one instalment of a case. The key goes to the bank and is never used twice.
create table payouts (
  id uuid primary key default gen_random_uuid(),
  batch_id uuid not null references batches,
  cycle_id uuid not null references cycles,
  case_id uuid not null references claims,
  instalment int not null default 1,
  attempt int not null,
  key text not null unique,
  account_id uuid not null references accounts,
  amount_fen bigint not null check (amount_fen > 0),
  state text not null check (state in ('prepared', 'submitting', 'submitted', 'unknown', 'paid', 'returned', 'never-received', 'frozen', 'void')),
  bank_reference text,
  bank_answer text,
  asked int not null default 0,
  ask_at timestamptz,
  lease_token uuid,
  lease_until timestamptz,
  submitted_at timestamptz,
  settled_at timestamptz,
  never_received_by uuid[] not null default '{}',
  unique (case_id, instalment, attempt)
);
create index payouts_ask on payouts (ask_at) where state in ('submitted', 'unknown');
create index payouts_submitting on payouts (lease_until) where state = 'submitting';
create index payouts_prepared on payouts (batch_id) where state = 'prepared';
create unique index payouts_one_live on payouts (case_id, instalment) where state not in ('returned', 'never-received', 'void');
create index payouts_batch on payouts (batch_id);
create index payouts_cycle on payouts (cycle_id, state);

-- Nothing is paid before its public notice has run, whatever the programs think.
create function payout_has_notice() returns trigger language plpgsql as $$
begin
  if not exists (
    select from notice_items i join notice_lists l on l.id = i.list_id
    where i.case_id = new.case_id and i.state = 'payable' and i.amount_fen = new.amount_fen and l.state = 'ended'
  ) then
    raise exception 'payout % has no public notice that has run', new.key using errcode = '23514';
  end if;
  return new;
end $$;
create trigger payout_has_notice before insert on payouts for each row execute function payout_has_notice();

-- What was done about one payment and what the bank or the treasury said of it, in order.
create table payout_events (
  id bigint generated always as identity primary key,
  payout_id uuid not null references payouts,
  kind text not null,
  source text not null check (source in ('house', 'bank', 'treasury')),
  person_name text,
  detail jsonb not null default '{}',
  at timestamptz not null default clock_timestamp()
);
create index payout_events_payout on payout_events (payout_id, id);

-- How far the bank's own list of news was read.
create table bank_news (
  singleton boolean primary key default true check (singleton),
  read_until bigint not null default 0
);
insert into bank_news default values;

-- Double entry, append-only, balanced per transaction.
create table ledger (
  id bigint generated always as identity primary key,
  transaction_id uuid not null,
  cycle_id uuid not null references cycles,
  account text not null check (account in ('appropriation', 'available', 'committed', 'in-payment', 'paid', 'returned', 'treasury')),
  debit_fen bigint not null default 0 check (debit_fen >= 0),
  credit_fen bigint not null default 0 check (credit_fen >= 0),
  case_id uuid references claims,
  payout_id uuid references payouts,
  occasion text not null,
  at timestamptz not null,
  check ((debit_fen = 0) <> (credit_fen = 0))
);
create index ledger_cycle on ledger (cycle_id, id);
create function ledger_balances() returns trigger language plpgsql as $$
begin
  if (select sum(debit_fen) <> sum(credit_fen) from ledger where transaction_id = new.transaction_id) then
    raise exception 'ledger transaction % does not balance', new.transaction_id using errcode = '23514';
  end if;
  return null;
end $$;
create constraint trigger ledger_balanced after insert on ledger deferrable initially deferred for each row execute function ledger_balances();

-- What the city owes a county: derived from what was really paid.
create table shares (
  payout_id uuid primary key references payouts,
  scheme text not null,
  county_id uuid not null references units,
  year int not null,
  amount_fen bigint not null,
  working jsonb not null,
  at timestamptz not null,
  reversed_at timestamptz
);
create index shares_scheme on shares (scheme, year, county_id);


grant select, insert, update, delete on all tables in schema public to chengban_app;
grant usage, select on all sequences in schema public to chengban_app;
revoke update, delete, truncate on audit, seals, submissions, opinions, idempotency, ledger, assessments, services, payout_events from chengban_app;
grant update (result) on idempotency to chengban_app;
