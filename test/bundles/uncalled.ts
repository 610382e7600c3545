/** Files that bundles hold though no flow test calls a function of theirs, and why they are not dead. */
export interface Uncalled {
  readonly files: RegExp;
  readonly because: string;
}

export const uncalled: readonly Uncalled[] = [
  {
    files: /functions\/lib\/domain\/paths\/core-network-hop\.ts$/,
    because: 'paths through Cloud WAN: the worlds of test/worlds take them, no flow test does',
  },
  {
    files:
      /functions\/lib\/triggers\/(?:foreign-shapes|guardduty-sequence|json-documents|packed-records|sequence-resources)\.ts$/,
    because: 'kinds of trigger that the unit tests and the hostile stage read',
  },
  {
    files: /functions\/start-capture\/read-back\.ts$|ListFlowOperationsCommand\.js$/,
    because: 'asks after a start that was never answered: the fault proofs lose the answer',
  },
  {
    files: /DescribeVpcEndpointAssociationCommand\.js$/,
    because: 'firewall endpoints in other VPCs: the adapter tests describe them',
  },
  {
    files: /(?:Sha256Js|Sha1Js|AdaptiveRetryStrategy|getInstanceMetadataRegion)\.js$/,
    because: 'what an edit leaves in the place of a file: it fails by name, or answers nothing',
  },
  {
    files: /middleware-endpoint-discovery\/dist-es\/configurations\.js$/,
    because: 'how to read the setting that no-endpoint-discovery never asks for',
  },
  { files: /\.browser\.js$/, because: 'the other branch where the library looks at what it runs on' },
  {
    files:
      /@aws-lambda-powertools\/logger\/lib\/esm\/(?:formatter\/LogItem|logBuffer)\.js$|commons\/lib\/esm\/typeUtils\.js$/,
    because: 'the flow tests run with logs silent',
  },
  {
    files:
      /Crc32cJs\.js$|Crc64Nvme(?:Js)?\.js$|Crc32Js\.js$|hash-stream-node\/|flexible-checksums\/(?:getChecksum|getChecksumAlgorithmForRequest|hasHeader|stringHasher)\.js$/,
    because: 'the S3 client is made with every checksum; which one is computed depends on what S3 stored',
  },
  {
    files:
      /AwsSdkSigV4ASigner|getArrayForCommaSeparatedString|getBearerTokenEnvKey|getUpdatedSystemClockOffset|S3ExpressIdentityCacheEntry|signS3Express|SignatureV4SignWithCredentials|moveHeadersToQuery/,
    because: 'ways to sign that every client is made with; clocks apart and other kinds of bucket need them',
  },
  {
    files:
      /util-endpoints\/(?:lib\/(?:aws\/parseArn|ite|not|split|uriEncode)|types\/EndpointError)\.js$|isValidHostname\.js$|parseQueryString\.js$/,
    because: 'endpoint rules are data that call these by name; an endpoint of AWS itself takes other rules',
  },
  {
    files:
      /UnionSerde\.js$|protocols\/writeKey\.js$|serde\/writeKey\.js$|xml-builder\/|protocols\/common\.js$|lazy-json\.js$|parse-utils\.js$|quote-header\.js$|split-(?:every|header)\.js$|util-dynamodb\/dist-es\/NumberValue\.js$/,
    because: 'a serialiser walks any schema, so it names every kind of value; no answer in the tests has this one',
  },
  {
    files: /util-stream\/(?:ByteArrayCollector|createBufferedReadable|getAwsChunkedEncodingStream)\.js$/,
    because: 'bodies sent as streams: the checksum plugin of S3 names them, and ours are whole',
  },
  {
    files: /node-http-handler\/dist-es\/build-abort-error\.js$/,
    because: 'a request that is aborted while it is sent',
  },
  {
    files: /zod\/v4\/core\/registries\.js$/,
    because: 'one registry for all copies of zod in a process: the copy of the tests has made it',
  },
];
