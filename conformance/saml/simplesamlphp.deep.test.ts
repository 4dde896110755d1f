import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scratchFolder, without } from '../clean-environment.js'
import { call } from '../query-form.js'
import { ask } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import type { Signer } from '../signed-request.js'
import { callWithSdk } from '../sts/clients.js'
import { homeOf, makeRole, policy } from '../sts/principals.js'
import { DECRYPTION_KEY } from './samlp-provider.js'
import { type SimpleSaml, startSimpleSaml } from './simplesamlphp-provider.js'

const missing = without('simplesamlphp')
const [ROLE, PROVIDER] = ['arn:aws:iam::000000000000:role/dev', 'arn:aws:iam::000000000000:saml-provider/simple']
const GCM = 'http://www.w3.org/2009/xmlenc11#aes256-gcm'
const SERVICES = {
  aws: {},
  response: { 'saml20.sign.assertion': false },
  assertion: { 'saml20.sign.response': false },
  gcm: { 'assertion.encryption': true, sharedkey_algorithm: GCM },
  cbc: { 'assertion.encryption': true, sharedkey_algorithm: 'http://www.w3.org/2001/04/xmlenc#aes256-cbc' },
  sha1: { 'signature.algorithm': 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' },
  sha512: { 'signature.algorithm': 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512' },
}

let server: ServerProcess
let simple: SimpleSaml
let root: Signer

beforeAll(async () => {
  if (missing) return
  ;[server, simple] = await Promise.all([
    ServerProcess.start({ flags: ['--explain-errors'] }),
    startSimpleSaml(`${ROLE},${PROVIDER}`, SERVICES),
  ])
  root = homeOf(server).root
  await ask(
    root,
    call('iam', 'CreateSAMLProvider', { Name: 'simple', SAMLMetadataDocument: simple.metadata, AddPrivateKey: DECRYPTION_KEY }),
  )
  const login = { Effect: 'Allow', Principal: { Federated: PROVIDER }, Action: 'sts:AssumeRoleWithSAML' }
  await makeRole(homeOf(server), 'dev', { trust: policy(login) })
})
afterAll(async () => {
  await simple?.close()
  await server?.close()
})

const bring = async (SAMLAssertion: string) => {
  const parameters = { RoleArn: ROLE, PrincipalArn: PROVIDER, SAMLAssertion }
  const [came] = await callWithSdk(server, [{ signer: root, unsigned: true, operation: 'AssumeRoleWithSAML', parameters }])
  return came
}

describe.skipIf(missing)('a login at SimpleSAMLphp', () => {
  it.each(['aws', 'response', 'assertion', 'gcm', 'cbc', 'sha512'])('is accepted as it is made for the service "%s"', async (service) => {
    expect(await bring(await simple.login(service))).toMatchObject({
      output: { Subject: 'ann', SubjectType: 'persistent', Issuer: simple.entityId },
    })
  })

  it('is refused with SHA-1', async () => {
    expect(await bring(await simple.login('sha1'))).toMatchObject({
      refused: [400, 'InvalidIdentityToken', expect.stringContaining('Response signature invalid')],
    })
  })
})

const CERTIFICATE = new URL('../../vectors/identity-providers/rsa.pem', import.meta.url).pathname
const NAMES = ['assertion:Assertion', 'protocol:Response'].flatMap((name) => ['--id-attr:ID', `urn:oasis:names:tc:SAML:2.0:${name}`])

/** Whether xmlsec1 verifies the first signature of a document. */
function isSigned(document: string): boolean {
  const folder = scratchFolder()
  const path = join(folder.path, 'response.xml')
  writeFileSync(path, document)
  try {
    execFileSync('/usr/bin/xmlsec1', ['--verify', '--enabled-key-data', 'rsa', '--pubkey-cert-pem', CERTIFICATE, ...NAMES, path], {
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  } finally {
    folder.remove()
  }
}

describe.skipIf(missing || without('xmlsec1'))('a third opinion', () => {
  it.each(['aws', 'response', 'assertion', 'sha512'])(
    'of xmlsec1 on what is signed for the service "%s" is the same, changed or not',
    async (service) => {
      const genuine = Buffer.from(await simple.login(service), 'base64').toString()
      const changes = ['>ann<', 'role/dev', 'NotOnOrAfter="2', 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri', '<saml:Audience>']
      for (const [text, other] of [['', ''], ...changes.map((one) => [one, one.replace(/[a-z0-9](?=[^a-z0-9]*$)/, 'x')])] as [
        string,
        string,
      ][]) {
        const document = genuine.replace(text, other)
        expect(document === genuine).toBe(text === '')
        const accepted = 'output' in ((await bring(Buffer.from(document).toString('base64'))) ?? {})
        expect([service, text, accepted]).toEqual([service, text, isSigned(document)])
      }
    },
  )
})
