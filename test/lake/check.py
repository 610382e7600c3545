"""Reads what Flowtrap wrote with other readers: the Parquet and the CSV of cases against their NDJSON, row by row, flows
against their published schema and that of OCSF, and the saved queries over a small lake whose answers are known. Usage: check.py <folder that make.ts wrote>"""

import csv
import datetime
import gzip
import json
import os
import re
import sys

import duckdb
import jsonschema
import ocsf_json_schema
import pyarrow
import pyarrow.csv
import pyarrow.parquet

folder = sys.argv[1]
UTC = datetime.timezone.utc
csv.field_size_limit(1 << 24)


def path(*parts):
    return os.path.join(folder, *parts)


def load(name):
    with open(path(name), encoding='utf-8') as file:
        return json.load(file)


def expect(found, wanted, what):
    if found != wanted:
        sys.exit(f'{what}:\n  found  {found!r}\n  wanted {wanted!r}')


def lines_of(name):
    with gzip.open(path('packages', name, 'flows.ndjson.gz'), 'rt', encoding='utf-8') as file:
        return [json.loads(line) for line in file]


def snake(name):
    return re.sub('[A-Z]', lambda letter: '_' + letter.group().lower(), name)


RENAMED = {'firstSeenMs': 'first_seen_at', 'lastSeenMs': 'last_seen_at',
           'sourceInterfaceId': 'source_interface', 'destinationInterfaceId': 'destination_interface'}


def row_of(line):
    """A line of NDJSON as the row of the table that it must be."""
    row = {}
    for name, value in line.items():
        if isinstance(value, dict):
            row.update({f'{name}_{snake(part)}': count for part, count in value.items()})
        elif name in ('firstSeenMs', 'lastSeenMs'):
            row[RENAMED[name]] = datetime.datetime.fromtimestamp(value / 1000, UTC)
        else:
            row[RENAMED.get(name, snake(name))] = value
    return row


OF_CASE = {'case_id', 'revision', 'account', 'region', 'opened_at', 'closed_at'}
ARROW = {'text': pyarrow.string(), 'int': pyarrow.int32(), 'bigint': pyarrow.int64(),
         'timestamp': pyarrow.timestamp('ms', tz='UTC')}


def types_hold(schema, columns):
    expect(schema.names, [column['name'] for column in columns], 'names of columns')
    for column in columns:
        found = schema.field(column['name']).type
        if column['type'] == 'int-list':
            expect((pyarrow.types.is_list(found), found.value_type), (True, pyarrow.int32()), column['name'])
        else:
            expect(found, ARROW[column['type']], column['name'])


def rows_of(database, query, *parameters):
    return database.sql(query, params=list(parameters)).to_arrow_table().to_pylist()


def tables_equal_lines(database):
    rows = 0
    columns = load('columns.json')
    for package in load('packages.json'):
        file = path(package['table'])
        table = pyarrow.parquet.read_table(file, partitioning=None)
        types_hold(table.schema, columns)
        by_duckdb = rows_of(database, 'SELECT * FROM read_parquet(?, hive_partitioning = false)', file)
        expect(by_duckdb, table.to_pylist(), f'{file} by DuckDB and by PyArrow')
        lines = lines_of(package['name'])
        expect(len(by_duckdb), len(lines), f'rows of {file}')
        for row, line in zip(by_duckdb, lines):
            told = {name: value for name, value in row.items() if name not in OF_CASE and value is not None}
            expect(told, row_of(line), f'a row of {file}')
            rows += 1
    return rows


CSV_NAMES = {'first_seen': 'first_seen_at', 'last_seen': 'last_seen_at'}


def cell_of(value):
    if value is None:
        return ''
    if isinstance(value, datetime.datetime):
        return value.strftime('%Y-%m-%dT%H:%M:%S.') + f'{value.microsecond // 1000:03d}Z'
    return str(value)


def csv_equals_lines(database):
    rows = 0
    for package in load('packages.json'):
        file = path('packages', package['name'], 'flows.csv')
        with open(file, encoding='utf-8', newline='') as text:
            header, *cells = csv.reader(text, strict=True)
        as_text = {name: pyarrow.string() for name in header}
        by_arrow = pyarrow.csv.read_csv(
            file, convert_options=pyarrow.csv.ConvertOptions(column_types=as_text, strings_can_be_null=False))
        by_duckdb = database.execute(
            'SELECT * FROM read_csv(?, all_varchar = true, header = true)', [file]).fetchall()
        expect([list(row.values()) for row in by_arrow.to_pylist()], cells, f'{file} by PyArrow')
        expect([[value or '' for value in row] for row in by_duckdb], cells, f'{file} by DuckDB')
        for values, line in zip(cells, lines_of(package['name']), strict=True):
            row = row_of(line)
            expect(values, [cell_of(row.get(CSV_NAMES.get(name, name))) for name in header], f'a line of {file}')
            rows += 1
    return rows


def violations(schema, lines):
    validator = jsonschema.Draft202012Validator(schema)
    return [f'{list(error.path)}: {error.message}' for line in lines for error in validator.iter_errors(line)]


def flows_follow_schemas():
    ocsf = ocsf_json_schema.OcsfJsonSchemaEmbedded(ocsf_json_schema.get_ocsf_schema(version='1.1.0'))
    activity = ocsf.get_class_schema('network_activity', profiles=['cloud'])
    events = 0
    for package in load('packages.json'):
        lines = lines_of(package['name'])
        expect(violations(load('flow.schema.json'), lines), [], f'{package["name"]} and flow.schema.json')
        with open(path('packages', package['name'], 'flows.ocsf.ndjson'), encoding='utf-8') as file:
            told = [json.loads(line) for line in file]
        expect(len(told), len(lines), f'OCSF events of {package["name"]}')
        expect(violations(activity, told), [], f'{package["name"]} and OCSF')
        events += len(told)
    # A judge that finds nothing wrong with this one is no judge.
    expect(len(violations(activity, [told[0] | {'activity_id': 77, 'stranger': 1}])), 2, 'violations of a wrong event')
    return events


FORMULA = tuple('=+-@\t\r\n\0＝＋－＠')


def hostile_csv_holds():
    with open(path('hostile.csv'), encoding='utf-8', newline='') as text:
        read = list(csv.reader(text, strict=True))
    wanted = load('hostile.json')
    expect([len(row) for row in read], [len(row) for row in wanted], 'cells of the hostile CSV')
    cells = 0
    for found, told in zip((cell for row in read for cell in row), (cell for row in wanted for cell in row)):
        expect(found, f"'{told}" if told.startswith(FORMULA) else told, 'a hostile cell')
        cells += 1
    return cells


EPOCH = int(datetime.datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp())
SUBJECT = '10.0.1.10'


def logged(source, source_port, destination, destination_port, start, protocol=6, packet=True):
    return {'srcaddr': source, 'srcport': source_port, 'dstaddr': destination, 'dstport': destination_port,
            'protocol': protocol, 'start': start, 'end': start + 60, 'log_status': 'OK', 'packets': 3, 'bytes': 300,
            'pkt_srcaddr': source if packet else '-', 'pkt_dstaddr': destination if packet else None}


def flow_logs():
    """What the flow log of the interface saw of the first case: all but one beacon, the inbound connection from its other
    side, the ping, and nothing else in time."""
    rows = [logged(SUBJECT, 40001 + n, '198.51.100.7', 443, EPOCH - 60) for n in range(5)]
    rows += [logged(SUBJECT, 41001 + n, '203.0.113.5', 443, EPOCH - 60, packet=False) for n in range(5)]
    rows.append(logged(SUBJECT, 22, '203.0.113.77', 55555, EPOCH - 60))
    rows.append(logged(SUBJECT, 0, '192.0.2.50', 0, EPOCH - 60, protocol=1))
    # The same ends an hour before the connection was opened, and the right time with another protocol.
    rows.append(logged(SUBJECT, 50000, '192.0.2.9', 22, EPOCH - 11_000))
    rows.append(logged(SUBJECT, 50000, '192.0.2.9', 22, EPOCH - 60, protocol=17))
    rows.append({name: None for name in rows[0]} | {'start': EPOCH, 'end': EPOCH + 60, 'log_status': 'NODATA'})
    place = path('logs', 'AWSLogs', 'aws-account-id=111122223333', 'aws-service=vpcflowlogs', 'aws-region=eu-west-1',
                 'year=2026', 'month=03', 'day=01', 'hour=11')
    os.makedirs(place)
    ints = {'srcport', 'dstport'}
    texts = {'srcaddr', 'dstaddr', 'pkt_srcaddr', 'pkt_dstaddr', 'log_status'}
    schema = pyarrow.schema([(name, pyarrow.int32() if name in ints else pyarrow.string() if name in texts
                              else pyarrow.int64()) for name in rows[0]])
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema=schema), os.path.join(place, 'one.log.parquet'))


def lake(database):
    """The two tables, and the one function that DuckDB calls by another name."""
    flow_logs()
    database.execute('CREATE MACRO to_unixtime(t) AS epoch(t)')
    database.execute(f"""CREATE VIEW captured_flows AS SELECT * FROM read_parquet(
        '{path('lake', 'flows', '*', '*.parquet')}', hive_partitioning = true, hive_types = {{'day': VARCHAR}})""")
    database.execute(f"""CREATE VIEW vpc_flow_logs AS SELECT *, "aws-account-id" AS log_account, "aws-region" AS log_region
        FROM read_parquet('{path('logs')}/**/*.parquet', hive_partitioning = true,
        hive_types = {{'aws-account-id': VARCHAR, 'year': INT, 'month': INT, 'day': INT, 'hour': INT}})""")


def ask(database, name, *parameters):
    with open(path('sql', f'{name}.sql'), encoding='utf-8') as file:
        return rows_of(database, file.read(), *parameters)


def picked(rows, *names):
    return [tuple(row[name] for name in names) for row in rows]


DAYS = ('2026-03-01', '2026-03-31')
A, B = 'c-' + 'a' * 40, 'c-' + 'b' * 40


def answers_hold(database):
    lake(database)
    found = ask(database, 'conversations-of-an-address', *DAYS, '192.0.2.9')
    expect(picked(found, 'case_id', 'source_port', 'destination_port', 'bytes', 'state'),
           [(A, 50000, 22, 7000, 'persistent'), (B, 50000, 22, 9000, 'persistent')], 'conversations of a peer')
    expect(len(ask(database, 'conversations-of-an-address', *DAYS, SUBJECT)), 15, 'conversations of the subject')
    expect(len(ask(database, 'conversations-of-an-address', '2026-03-02', '2026-03-31', SUBJECT)), 1, 'later ones')
    expect(ask(database, 'conversations-of-an-address', *DAYS, "x' OR '1'='1"), [], 'an address that is SQL')

    found = ask(database, 'beaconing-candidates', *DAYS)
    expect(picked(found, 'why', 'destination', 'destination_port', 'connections', 'average_gap_seconds', 'held_open'),
           [('regular', '198.51.100.7', 443, 6, 60.0, 0), ('held open', '192.0.2.9', 22, 1, None, 1)], 'beaconing')

    found = ask(database, 'volumes-by-peer', *DAYS)
    expect(picked(found, 'peer', 'bytes', 'conversations', 'cases'),
           [('2001:db8::7', 5_000_000_000, 1, 1), ('203.0.113.5', 10_000, 5, 1), ('192.0.2.9', 9_000, 1, 2),
            ('198.51.100.7', 6_000, 6, 1), ('203.0.113.77', 300, 1, 1), ('192.0.2.50', 168, 1, 1)], 'volumes by peer')

    found = ask(database, 'missing-from-flow-logs', '2026-03-01', '2026-03-01', 'eu-west-1', 2026, 3, 1, 1)
    expect(picked(found, 'case_id', 'source_port', 'destination'),
           [(A, 40006, '198.51.100.7'), (A, 50000, '192.0.2.9')], 'missing from the flow logs')
    elsewhere = ask(database, 'missing-from-flow-logs', '2026-03-01', '2026-03-01', 'eu-west-2', 2026, 3, 1, 1)
    expect(len(elsewhere), 14, 'without flow logs of the Region every flow is missing')
    asked = {'conversations-of-an-address', 'beaconing-candidates', 'volumes-by-peer', 'missing-from-flow-logs'}
    expect({name.removesuffix('.sql') for name in os.listdir(path('sql'))}, asked, 'saved queries that were asked')
    return len(asked)


def main():
    database = duckdb.connect()
    database.execute("SET TimeZone = 'UTC'")
    rows = tables_equal_lines(database)
    lines = csv_equals_lines(database)
    events = flows_follow_schemas()
    cells = hostile_csv_holds()
    queries = answers_hold(database)
    print(f'DuckDB {duckdb.__version__}, PyArrow {pyarrow.__version__}: {rows} rows of Parquet and {lines} of CSV equal the '
          f'NDJSON, {events} OCSF events are valid, {cells} hostile cells hold, {queries} saved queries answer')


main()
