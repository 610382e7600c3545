-- Every conversation of one address, over all cases.
-- Parameters: the first and the last day on which the cases were opened ('2026-03-01'), the address ('10.0.1.10').
WITH flows AS (
  SELECT *, max(revision) OVER (PARTITION BY case_id) AS last_revision
  FROM captured_flows
  WHERE day BETWEEN ? AND ?
)
SELECT
  first_seen_at, last_seen_at, case_id, account, region, direction, source, source_port, destination, destination_port,
  protocol_name, state, age_seconds, packets, bytes
FROM flows
WHERE revision = last_revision AND ? IN (source, destination)
ORDER BY first_seen_at, case_id, source, source_port, destination, destination_port
