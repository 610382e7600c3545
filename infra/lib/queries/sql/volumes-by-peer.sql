-- How much each peer had to do with the subjects. A conversation that several cases saw counts once, with its largest
-- counters, so the sums are lower bounds.
-- Parameters: the first and the last day on which the cases were opened ('2026-03-01').
WITH flows AS (
  SELECT
    *,
    max(revision) OVER (PARTITION BY case_id) AS last_revision,
    CASE WHEN direction = 'inbound' THEN source ELSE destination END AS peer
  FROM captured_flows
  WHERE day BETWEEN ? AND ?
),
conversations AS (
  SELECT
    peer, source, source_port, destination, destination_port, protocol,
    max(packets) AS packets,
    max(bytes) AS bytes,
    min(first_seen_at) AS first_seen_at,
    max(last_seen_at) AS last_seen_at
  FROM flows
  WHERE revision = last_revision
  GROUP BY peer, source, source_port, destination, destination_port, protocol
),
cases AS (
  SELECT peer, count(DISTINCT case_id) AS cases
  FROM flows
  WHERE revision = last_revision
  GROUP BY peer
)
SELECT
  conversations.peer,
  sum(bytes) AS bytes,
  sum(packets) AS packets,
  count(*) AS conversations,
  max(cases) AS cases,
  min(first_seen_at) AS first_seen_at,
  max(last_seen_at) AS last_seen_at
FROM conversations JOIN cases ON cases.peer = conversations.peer
GROUP BY conversations.peer
ORDER BY bytes DESC, peer
