-- The nineteen rules as one query over a batch: exact decimals, hash joins for the
-- beginnings of codes.
WITH line AS (
  SELECT d.n, d.day, d.lines, d.transit, d.month, i.line_no, i.hs_code, i.status,
         i.quantity, i.unit_price, i.total, r.rate
  FROM item i JOIN head d ON d.n = i.n JOIN rates r ON r.month = d.month AND r.currency = i.currency
),
part AS (
  SELECT n, day, lines, transit, line_no, hs_code, unnest([4, 5, 6, 7, 8, 9, 10]) AS length FROM line
)
SELECT n, 1 AS rule, 0 AS line FROM (
  SELECT l.n, sum(l.total * l.rate) AS value, any_value(u.rate) AS usd
  FROM line l JOIN rates u ON u.month = l.month AND u.currency = 'USD' GROUP BY l.n
) WHERE value > 150000 * usd
UNION
SELECT p.n, CASE WHEN x.list < 11 THEN x.list + 2 ELSE 19 END, p.line_no
FROM part p JOIN prefixes x ON x.prefix = p.hs_code[:p.length]
WHERE x.list < 10 OR (x.list = 10 AND p.day BETWEEN DATE '2023-03-01' AND DATE '2024-06-30')
  OR (x.list = 11 AND p.lines > 5) OR (x.list = 12 AND p.lines > 5 AND NOT p.transit)
UNION
SELECT n, 13, 0 FROM head
WHERE day < commerce_from OR day > commerce_until OR day < customs_from OR day > customs_until
UNION
SELECT n, 14, 0 FROM head WHERE filing_market <> market
UNION
SELECT n, 15, line_no FROM line WHERE status <> 'confirmed'
UNION
SELECT d.n, 16, 0 FROM head d JOIN markets m ON m.id = d.market WHERE d.day < m.open_from
UNION
SELECT d.n, 17, 0 FROM head d JOIN markets m ON m.id = d.market WHERE d.office <> m.office
UNION
SELECT n, 18, line_no FROM line WHERE abs(quantity * unit_price - total) * rate > 0.10
