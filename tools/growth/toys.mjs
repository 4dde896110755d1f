// @ts-check
// Owns: a toy service (awsJson 1.1) and a toy resource, as CONTRIBUTING says that they are added: the files of their own folders, and nothing else.
// Refuses: to be more than the smallest of each.

const errors = [{ shape: 'ToyNotFoundException' }, { shape: 'ToyExistsException' }]

/** The published model. */
export const published = {
  metadata: {
    ...{ apiVersion: '2020-01-01', protocol: 'json', jsonVersion: '1.1', serviceId: 'Toys', signingName: 'toys' },
    targetPrefix: 'ToyService_20200101',
  },
  operations: Object.fromEntries(
    ['CreateToy', 'GetToy', 'SellToy'].map((name) => [
      name,
      { name, http: { method: 'POST', requestUri: '/' }, input: { shape: 'ToyRequest' }, output: { shape: 'ToyResponse' }, errors },
    ]),
  ),
  shapes: {
    ToyRequest: { type: 'structure', required: ['Name'], members: { Name: { shape: 'Name' } } },
    ToyResponse: { type: 'structure', members: { Arn: { shape: 'Name' } } },
    Name: { type: 'string', min: 1, max: 64 },
    ToyNotFoundException: { type: 'structure', exception: true, members: { Message: { shape: 'Name' } } },
    ToyExistsException: { type: 'structure', exception: true, members: { Message: { shape: 'Name' } } },
  },
}

const source = 'packages/daypass/src'
const toys = `${source}/services/toys`

/** @param {string} name @param {string} does @param {string} handle */
const operation = (name, does, handle) => `import { marbles } from '../../directory/toys/marble.js'
import { operation } from './toys.js'

/** ${does} */
export const ${name} = operation('${name}', {
  summary: '${does}',
  actions: ['toys:${name}'],
  authorize: ({ Name: name }, { account }, { state }) => [marbles.permission('toys:${name}', { account, name, state })],
  handle({ Name: name }, { account }, { state }) {
${handle}
  },
})
`

/** @param {string} name @param {string} body */
const test = (name, body) => `import { expect, it } from 'vitest'
import { anonymous } from '../../core/caller.js'
import { root, world } from '../../testing/world.js'
import { protocols } from '../../installation/services.js'
import { makeRouter } from '../../server/route.js'
import { CreateToy } from './CreateToy.js'
import { GetToy } from './GetToy.js'

const arn = 'arn:aws:toys::000000000000:marble/car'
void [root, anonymous, protocols, makeRouter, GetToy]

it('${name} asks toys:${name} of the toy', async () => {
${body}
})
`

/** The resource. */
export const resource = {
  [`${source}/directory/toys/marble.ts`]: `// toys: marbles as records.
// Owns their keys, their ARN and their errors. Refuses to know who may have one.

import { WireError } from '../../core/error.js'
import type { ToysErrorCode } from '../../wire/generated/toys.js'
import { defineKeys } from '../key-space.js'
import { defineResource } from '../resource.js'

/** A marble. */
export interface MarbleRecord {
  readonly account: string
  readonly name: string
}

/** Marbles by name. */
export const marbleKeys = defineKeys('marble/<account>/<name>', { record: 'a marble', lifetime: 'until deleted' })

const MarbleError = WireError<ToysErrorCode>
const marbleArn = (account: string, name: string): string => \`arn:aws:toys::\${account}:marble/\${name}\`

/** The marbles of all accounts. */
export const marbles = defineResource<MarbleRecord, [account: string, name: string]>({
  noun: 'Marble',
  keys: marbleKeys,
  at: ({ account, name }) => [account, name],
  arn: ({ account, name }) => marbleArn(account, name),
  arnAsNamed: marbleArn,
  context: () => ({}),
  notFound: (name) => new MarbleError('ToyNotFoundException', \`There is no marble \${name}.\`),
  exists: (name) => new MarbleError('ToyExistsException', \`There is a marble \${name}.\`),
})
`,
}

/** The service. */
export const service = {
  [`${toys}/toys.ts`]: `/**
 * toys: a service that is made up.
 * Owns toys. Refuses everything else.
 * May know: core, wire, directory, credentials, access; no other service.
 */
import { askingOperationOf, type Operation } from '../../core/operation.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { ToysOperations } from '../../wire/generated/toys.js'

/** What an operation may read. */
export interface ToysReads {
  readonly state: Reader
}

/** What an operation may use. */
export interface ToysDeps {
  readonly state: Writer
}

/** An operation on toys. */
export type ToysOperation = Operation<ToysReads, ToysDeps>

/** Declares an operation on toys. */
export const operation = askingOperationOf<ToysOperations, ToysReads, ToysDeps>('toys')
`,
  [`${toys}/service.ts`]: `import { type DepsAt, defineService, type ReadsAt, STANDARD_SIGNING } from '../../core/service.js'
import { authenticationErrors } from '../../credentials/authentication-errors.js'
import type { Reader, Writer } from '../../directory/state.js'
import { toysOperations } from './operations.js'
import type { ToysDeps, ToysReads } from './toys.js'

/** The service of toys. */
export const toys = defineService({
  name: 'toys',
  operations: toysOperations,
  unsigned: { by: 'target' },
  signing: STANDARD_SIGNING,
  errors: authenticationErrors('toys'),
  sessions: 'any',
  anonymous: false,
  reads: (_parts: object, { state }: ReadsAt<Reader>): ToysReads => ({ state }),
  deps: (_parts: object, { state }: DepsAt<Writer>): ToysDeps => ({ state }),
})
`,
  [`${toys}/CreateToy.ts`]: operation(
    'CreateToy',
    'Makes a toy.',
    `    if (marbles.get(state, account, name) !== undefined) throw marbles.exists(name)
    marbles.put(state, { account, name })
    return { Arn: marbles.arn({ account, name }) }`,
  ),
  [`${toys}/CreateToy.test.ts`]: test(
    'CreateToy',
    `  const w = await world()
  expect(await w.call(CreateToy, { Name: 'car' })).toEqual({ Arn: arn })
  expect(await w.refusal(CreateToy, { Name: 'car' })).toMatchObject({ code: 'ToyExistsException' })
  expect(await w.refusal(CreateToy, { Name: 'car' }, anonymous)).toMatchObject({ code: 'MissingAuthenticationToken' })
  expect(await w.refusal(CreateToy, { Name: 'car' }, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  expect(w.read((state) => CreateToy.authorize({ Name: 'car' }, root, { state }))).toEqual([{ action: 'toys:CreateToy', resource: arn, context: {} }])`,
  ),
  [`${toys}/GetToy.ts`]: operation('GetToy', 'Returns a toy.', `    return { Arn: marbles.arn(marbles.require(state, account, name)) }`),
  [`${toys}/GetToy.test.ts`]: test(
    'GetToy',
    `  const w = await world()
  expect(await w.refusal(GetToy, { Name: 'car' })).toMatchObject({ code: 'ToyNotFoundException' })
  await w.call(CreateToy, { Name: 'car' })
  expect(await w.call(GetToy, { Name: 'car' })).toEqual({ Arn: arn })
  const text = '{"Name":"car"}'
  const headers = { 'x-amz-target': 'ToyService_20200101.GetToy', 'content-type': 'application/x-amz-json-1.1' }
  const about = { id: 'r', method: 'POST', path: '/', query: '', rawHeaders: [], headers, sourceIp: '', secure: false }
  async function* body() {
    yield Buffer.from(text)
  }
  const routed = await makeRouter(Object.values(protocols()))({ ...about, body: body() })
  if (!('protocol' in routed)) throw new Error('no service takes the target')
  const { operation, form } = await routed.protocol.route(routed.request)
  expect([routed.protocol.service.name, operation.name, form?.length]).toEqual(['toys', 'GetToy', text.length])`,
  ),
}

/** The row of its keys, and what that imports. */
export const imported = "import { marbles } from '../directory/toys/marble.js'\n"
export const row =
  "  [(state) => marbles.put(state, { account: ACCOUNT, name: 'Car' }), { 'marble/<account>/<name>': ['marble/000000000000/Car'] }],\n"
