-- A unit answers a solicitation once. It may have several filings, and one application under way of each (`claims_once`);
-- after one that lapsed or was not accepted there may be another.
alter table cases add column of_filing uuid references filings;
update cases set of_filing = claims.filing_id from claims where claims.case_id = cases.id;
drop index cases_party;
create unique index cases_party on cases (cycle_id, unit_id) where of_filing is null and outcome is distinct from 'withdrawn';
