-- Claims of a round by the beginning of their number or of their filing's.
create index claims_number_begins on claims (cycle_id, upper(number) text_pattern_ops) where number is not null;
create index filings_number_begins on filings (upper(filing_number) text_pattern_ops);
