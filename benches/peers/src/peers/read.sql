-- NDJSON into two tables.
CREATE OR REPLACE TEMP TABLE raw AS
SELECT row_number() OVER () - 1 AS n, *
FROM read_json($path, format = 'newline_delimited', maximum_object_size = 33554432, columns = {
  declared_on: 'VARCHAR', accepted_on: 'DATE', declaring_customs: 'VARCHAR', transit: 'BOOLEAN',
  market: 'STRUCT(id VARCHAR)',
  operator: 'STRUCT(commerce_filing STRUCT(market VARCHAR, valid_from DATE, valid_until VARCHAR), customs_filing STRUCT(valid_from DATE, valid_until VARCHAR))',
  items: 'STRUCT(line_no INTEGER, hs_code VARCHAR, quantity DECIMAL(12, 3), unit_price DECIMAL(14, 4), total DECIMAL(16, 4), currency VARCHAR, identification STRUCT(status VARCHAR))[]'
});
CREATE OR REPLACE TEMP TABLE head AS
SELECT n, declared_on[:7] AS month, accepted_on AS day, declaring_customs AS office, transit, market.id AS market,
  operator.commerce_filing.market AS filing_market,
  operator.commerce_filing.valid_from AS commerce_from,
  coalesce(try_cast(operator.commerce_filing.valid_until AS DATE), DATE '9999-12-31') AS commerce_until,
  operator.customs_filing.valid_from AS customs_from,
  coalesce(try_cast(operator.customs_filing.valid_until AS DATE), DATE '9999-12-31') AS customs_until,
  len(items) AS lines
FROM raw;
CREATE OR REPLACE TEMP TABLE item AS
SELECT n, i.line_no AS line_no, i.hs_code AS hs_code, i.quantity AS quantity, i.unit_price AS unit_price,
  i.total AS total, i.currency AS currency, i.identification.status AS status
FROM (SELECT n, unnest(items) AS i FROM raw)
