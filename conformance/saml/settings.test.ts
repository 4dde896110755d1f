import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../query-form.js'
import { ask } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import type { Signer } from '../signed-request.js'
import { type Came, callWithSdk } from '../sts/clients.js'
import { homeOf, makeRole, policy } from '../sts/principals.js'
import { type Provider, startSamlp } from './samlp-provider.js'

const ACCOUNT = '000000000000'
const [ROLE, SAMLP] = [`arn:aws:iam::${ACCOUNT}:role/dev`, `arn:aws:iam::${ACCOUNT}:saml-provider/samlp`]
const AWS = 'https://aws.amazon.com/SAML/Attributes/'
const CLAIMS = { [`${AWS}Role`]: `${ROLE},${SAMLP}`, [`${AWS}RoleSessionName`]: 'ann' }

let server: ServerProcess
let samlp: Provider
let root: Signer

beforeAll(async () => {
  const flags = ['--dev', '--saml-replay', 'strict', '--saml-clock-skew', '0', '--saml-max-age', '120']
  ;[server, samlp] = await Promise.all([ServerProcess.start({ flags }), startSamlp()])
  root = homeOf(server).root
  await ask(root, call('iam', 'CreateSAMLProvider', { Name: 'samlp', SAMLMetadataDocument: samlp.metadata }))
  const trust = policy({ Effect: 'Allow', Principal: { Federated: SAMLP }, Action: 'sts:AssumeRoleWithSAML' })
  await makeRole(homeOf(server), 'dev', { trust, policy: policy({ Effect: 'Allow', Action: '*', Resource: '*' }) })
})
afterAll(async () => {
  await samlp?.close()
  await server?.close()
})

const assume = (SAMLAssertion: string): Promise<Came[]> => {
  const parameters = { RoleArn: ROLE, PrincipalArn: SAMLP, SAMLAssertion }
  return callWithSdk(server, [{ signer: root, unsigned: true, operation: 'AssumeRoleWithSAML', parameters }])
}
const refused = (code: string, message: string) => [{ refused: [400, code, message] }]

describe('a server that takes an assertion once', () => {
  it('takes one of ten that come at the same time, and none later', async () => {
    const assertion = await samlp.login('ann', CLAIMS)
    const came = (await Promise.all(Array.from({ length: 10 }, () => assume(assertion)))).flat()
    expect(came.filter((one) => 'output' in one)).toHaveLength(1)
    expect(await assume(assertion)).toEqual(refused('InvalidIdentityToken', 'The assertion has been used before'))
    expect((await assume(await samlp.login('ann', CLAIMS)))[0]).toHaveProperty('output')
  })

  it('refuses one that is older than the operator lets it be', async () => {
    const assertion = await samlp.login('ann', CLAIMS)
    await server.advance('PT130S')
    expect(await assume(assertion)).toEqual(refused('ExpiredTokenException', 'Token must be redeemed within 5 minutes of issuance'))
    await server.advance('-PT130S')
  })
})
