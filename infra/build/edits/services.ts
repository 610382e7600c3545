import { type LibraryEdit, replacement } from './library-edit.ts';

/** Clients import their whole `package.json` for the version in the User-Agent. Imported by name, the version alone is kept. */
export const versionOnly: LibraryEdit = {
  name: 'version-only',
  files: /@aws-sdk\/client-[\w-]+\/dist-es\/runtimeConfig\.js$/,
  edit: (text) => {
    const edited = text
      .replace('import packageInfo from "../package.json";', 'import { version } from "../package.json";')
      .replace('clientVersion: packageInfo.version', 'clientVersion: version');
    if (edited.includes('packageInfo') || !edited.includes('clientVersion: version'))
      throw new Error('it uses package.json in another way');
    return edited;
  },
};

/** No call of ours streams events. A call that did would fail at once, by name. */
export const noEventStreams: LibraryEdit = {
  name: 'no-event-streams',
  files: /@smithy\/core\/dist-es\/submodules\/event-streams\/index\.js$/,
  edit: (text) => {
    const gone = ['EventStreamSerde', 'eventStreamSerdeProvider', 'resolveEventStreamSerdeConfig'];
    const missing = gone.filter((name) => !text.includes(name));
    if (missing.length > 0) throw new Error(`it has no ${missing.join(', ')}`);
    return `
export class EventStreamSerde {
  constructor() {
    throw new Error('event streams are not in this bundle');
  }
}
export const eventStreamSerdeProvider = () => undefined;
export const resolveEventStreamSerdeConfig = (input) => input;
`;
  },
};

/** DynamoDB's endpoint discovery is off unless a client turns it on; its cache brings two more libraries. */
export const noEndpointDiscovery: LibraryEdit = {
  name: 'no-endpoint-discovery',
  files: /@aws-sdk\/middleware-endpoint-discovery\/dist-es\/resolveEndpointDiscoveryConfig\.js$/,
  edit: replacement('export const resolveEndpointDiscoveryConfig = (input) => input;'),
};
