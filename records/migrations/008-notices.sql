-- How a notice stood on the official website.
alter table notice_lists add column website_file_id uuid references files;
create index notice_lists_shown on notice_lists (state, starts_at desc, id desc);
create unique index notice_items_place on notice_items (list_id, position);

-- How an objection came, the sealed paper of a unit that made it, and what the other side says.
alter table objections
  add column channel text not null default 'online' check (channel in ('online', 'phone', 'letter', 'visit')),
  add column recorded_by_name text,
  add column seal_file_id uuid references files,
  add column inquiry_due_at timestamptz,
  add column statement text,
  add column statement_file_id uuid references files,
  add column stated_by_name text,
  add column stated_at timestamptz;
create index objections_cycle on objections (cycle_id, (outcome is not null), due_at, id);
create index objections_list on objections (list_id);

-- Whoever objects on a public page has no account here.
alter table files alter column uploaded_by drop not null;
