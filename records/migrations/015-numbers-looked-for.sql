-- Claims by the beginning of their filing's number.
create index filings_number_begins on filings (upper(filing_number) text_pattern_ops);
