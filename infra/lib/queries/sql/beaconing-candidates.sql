-- Who calls home: connections that one end opens to the same service again and again in regular intervals, and
-- connections that are held open from round to round. A conversation that several cases saw counts once.
-- Parameters: the first and the last day on which the cases were opened ('2026-03-01').
WITH flows AS (
  SELECT *, max(revision) OVER (PARTITION BY case_id) AS last_revision
  FROM captured_flows
  WHERE day BETWEEN ? AND ?
),
connections AS (
  SELECT
    source, destination, destination_port, protocol_name, source_port,
    min(to_unixtime(last_seen_at) - age_seconds) AS opened_s,
    max(age_seconds) AS age_seconds,
    max(bytes) AS bytes,
    max(CASE WHEN last_round > first_round THEN 1 ELSE 0 END) AS held_open
  FROM flows
  WHERE revision = last_revision AND direction = 'outbound' AND last_seen_at IS NOT NULL
  GROUP BY source, destination, destination_port, protocol_name, source_port
),
gaps AS (
  SELECT
    *,
    opened_s - lag(opened_s) OVER (
      PARTITION BY source, destination, destination_port, protocol_name ORDER BY opened_s, source_port
    ) AS gap_seconds
  FROM connections
),
services AS (
  SELECT
    source, destination, destination_port, protocol_name,
    count(*) AS connections,
    avg(gap_seconds) AS average_gap_seconds,
    stddev_pop(gap_seconds) AS gap_deviation_seconds,
    sum(held_open) AS held_open,
    max(age_seconds) AS longest_seconds,
    sum(bytes) AS bytes
  FROM gaps
  GROUP BY source, destination, destination_port, protocol_name
)
SELECT
  CASE
    WHEN connections >= 4 AND average_gap_seconds > 0 AND gap_deviation_seconds <= 0.25 * average_gap_seconds
    THEN 'regular' ELSE 'held open'
  END AS why,
  source, destination, destination_port, protocol_name, connections, average_gap_seconds, gap_deviation_seconds, held_open,
  longest_seconds, bytes
FROM services
WHERE
  held_open > 0
  OR (connections >= 4 AND average_gap_seconds > 0 AND gap_deviation_seconds <= 0.25 * average_gap_seconds)
ORDER BY why DESC, connections DESC, source, destination, destination_port
