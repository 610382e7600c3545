-- Flows that the firewall saw and the flow logs did not, within a minute of the flow's life. Most are older than the flow
-- log: what the capture was taken for. Flow logs name the packet's own ends; a flow that was translated on its way to the
-- firewall differs from them, and is listed here.
-- Parameters: the first and the last day on which the cases were opened ('2026-03-01'); of the flow logs the Region
-- ('eu-west-1'), the year, the month, and the first and the last day of the month (2026, 3, 1, 2).
WITH flows AS (
  SELECT *, max(revision) OVER (PARTITION BY case_id) AS last_revision
  FROM captured_flows
  WHERE day BETWEEN ? AND ?
),
logged AS (
  SELECT
    coalesce(nullif(pkt_srcaddr, '-'), srcaddr) AS source,
    srcport AS source_port,
    coalesce(nullif(pkt_dstaddr, '-'), dstaddr) AS destination,
    dstport AS destination_port,
    protocol,
    "start" AS start_s,
    "end" AS end_s
  FROM vpc_flow_logs
  WHERE log_region = ? AND year = ? AND month = ? AND day BETWEEN ? AND ? AND log_status = 'OK'
),
either_way AS (
  SELECT source, source_port, destination, destination_port, protocol, start_s, end_s FROM logged
  UNION ALL
  SELECT destination, destination_port, source, source_port, protocol, start_s, end_s FROM logged
)
SELECT
  flows.first_seen_at, flows.last_seen_at, flows.case_id, flows.direction, flows.source, flows.source_port,
  flows.destination, flows.destination_port, flows.protocol_name, flows.state, flows.age_seconds, flows.packets, flows.bytes
FROM flows
LEFT JOIN either_way
  ON either_way.source = flows.source
  AND either_way.destination = flows.destination
  AND either_way.protocol = flows.protocol
  AND either_way.source_port = coalesce(flows.source_port, 0)
  AND either_way.destination_port = coalesce(flows.destination_port, 0)
  AND either_way.start_s <= to_unixtime(flows.last_seen_at) + 60
  AND either_way.end_s >= to_unixtime(flows.first_seen_at) - flows.age_seconds - 60
WHERE flows.revision = flows.last_revision AND either_way.source IS NULL
ORDER BY flows.first_seen_at, flows.case_id, flows.source, flows.source_port, flows.destination, flows.destination_port
