-- Processes work as this role: it cannot change or remove what must stay as it was written.
do $$ begin create role chengban_app nologin; exception when duplicate_object or unique_violation then null; end $$;
grant chengban_app to current_user;
grant usage on schema public to chengban_app;
grant select, insert, update, delete on all tables in schema public to chengban_app;
grant usage, select on all sequences in schema public to chengban_app;
revoke update, delete, truncate on audit, seals, submissions, opinions, idempotency from chengban_app;
grant update (result) on idempotency to chengban_app;
