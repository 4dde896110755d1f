import type { Key } from '../clean-environment.js'
import { call, type Parameters } from '../query-form.js'
import { ask, keyOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import type { Signer } from '../signed-request.js'
import { type CallerName, HOME, roleArn, type ServerFacts } from './calls.js'
import { allow, homeOf, makeRole, makeUser, policy, signerLike, tell, trust } from './principals.js'

/** A server with all callers in the table of calls. */
export interface Fixture {
  readonly server: ServerProcess
  readonly callers: Readonly<Record<CallerName, Signer>>
  readonly facts: ServerFacts
}

const DENY = { Effect: 'Deny', Action: 'sts:*', Resource: '*' }
const FULL = { Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'] }
const NO_KEY: Key = { accessKeyId: 'ASIAQAAAAAAAAAAAAAAA', secretAccessKey: 's'.repeat(40), sessionToken: 'stale' }

async function makeRoles(at: ServerProcess): Promise<void> {
  const home = homeOf(at)
  await makeRole(home, 'worker', { trust: policy(trust(HOME, FULL)), policy: policy(allow('*')) })
  await makeRole(home, 'long', { trust: policy(trust(HOME, FULL)), MaxSessionDuration: 43_200 })
  await makeRole(home, 'bare', { trust: policy(trust(HOME)) })
  await makeRole(home, 'vendor', { trust: policy(trust(HOME, { Condition: { StringEquals: { 'sts:ExternalId': 'c0ffee' } } })) })
}

/** Starts a server and creates the callers. */
export async function startFixture(): Promise<Fixture> {
  const server = await ServerProcess.start({ flags: ['--explain-errors'] })
  const home = homeOf(server)
  await makeRoles(server)
  const admin = await makeUser(home, 'admin', policy(allow('*')))
  const nobody = await makeUser(home, 'nobody')
  const session = async (signer: Signer, operation: string, parameters: Parameters = {}) =>
    signerLike(signer, keyOf(await ask(signer, call('sts', operation, parameters))))
  const chained = { Tags: [{ Key: 'Team', Value: 'red' }], TransitiveTagKeys: ['Team'], SourceIdentity: 'ana' }
  const callers = {
    root: home.root,
    admin,
    nobody,
    refused: await makeUser(home, 'refused', policy(allow('*'), DENY)),
    federator: await makeUser(home, 'federator', policy(allow('sts:GetFederationToken'))),
    session: await session(admin, 'AssumeRole', { RoleArn: roleArn('worker'), RoleSessionName: 'of-admin', ...chained }),
    'own session': await session(admin, 'GetSessionToken'),
    'root session': await session(home.root, 'GetSessionToken'),
    guest: await session(admin, 'GetFederationToken', { Name: 'guest' }),
    unsigned: signerLike(admin, NO_KEY),
  }
  const reply = await tell(nobody, call('iam', 'ListUsers'))
  const message = String(reply.headers['x-daypass-authorization-message'])
  return { server, callers, facts: { message, keyOfNobody: nobody.key.accessKeyId } }
}
