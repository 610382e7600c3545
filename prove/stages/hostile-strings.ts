/** In every hostile string, so that it is found wherever it should not be. */
export const MARK = 'zqx9';

/** Text as an attacker writes it into names, tags, URLs, user agents and command lines. */
export const hostileStrings: readonly string[] = [
  `${MARK}\n{"level":"INFO","message":"forged"}`,
  `${MARK}\u001b[31m\u0007`,
  `${MARK}\u2028\u2029\u202e\u2066`,
  `${MARK}\u0000\ud800`,
  `../../${MARK}/../../etc/passwd`,
  `${MARK}#CASE#SLOT|${MARK}`,
  `<script>${MARK}</script>" onload='${MARK}'`,
  `=cmd|'/c ${MARK}'!A1`,
  `\${${MARK}} {% ${MARK} %} $.${MARK} States.Format('${MARK}')`,
  `arn:aws:network-firewall:us-east-1:111122223333:firewall/${MARK}`,
  `https://169.254.169.254/latest/meta-data/${MARK}`,
  `${MARK}'; DROP TABLE cases; --`,
  MARK.repeat(2_000),
  `${'\u0301'.repeat(500)}${MARK}`,
  `${MARK}%00%0d%0aSet-Cookie`,
  `eni-${MARK}`,
  '__proto__',
  'constructor',
];

/** Addresses and ports that read wider, or otherwise, than they look. */
export const hostileAddresses: readonly string[] = [
  '0.0.0.0/0',
  '0.0.0.0',
  '::/0',
  '::',
  '::ffff:10.0.0.10',
  '010.000.000.010',
  '0x0a00000a',
  '167772170',
  '10.0.0.10/0',
  '10.0.0.10/8',
  '10.0.0.10/33',
  '10.0.0.10 ',
  '10.0.0.10\n',
  '10.0.0.10,0.0.0.0/0',
  'ANY',
  'fe80::1%eth0',
  '255.255.255.255',
  '224.0.0.1',
  '169.254.169.254',
  '127.0.0.1',
  '',
];

export const hostileValues: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  65_536,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  1.5,
  [],
  {},
  [[]],
  '0:65535',
  'ANY',
  '-1',
];
