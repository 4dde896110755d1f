import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ask, assume, keyOf, signerOf, startBench } from '../requests/bench.js'
import { element, errorOf, form, presigned, type Signer, send, signed } from '../signed-request.js'

/** Every spelling in which a secret could be stored: unchanged, as in a URL, as in JSON. */
const spellings = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString('base64'),
]

const pem = (name: string): string => readFileSync(new URL(`../../vectors/certificates/${name}.pem`, import.meta.url), 'utf8')

/** Secrets that IAM takes or gives, and that are in no answer after that: the lines of a private key, passwords, and secrets before and after a reset. */
async function keepSecrets(root: Signer): Promise<string[]> {
  const [PrivateKey, password] = [pem('server-key'), 'a Pass-word that nobody has 1']
  const certificate = { ServerCertificateName: 'web', PrivateKey }
  await ask(root, form('iam', { ...certificate, Action: 'UploadServerCertificate', CertificateBody: pem('server') }))
  const mismatch = form('iam', {
    ...certificate,
    Action: 'UploadServerCertificate',
    ServerCertificateName: 'b',
    CertificateBody: pem('root'),
  })
  expect(errorOf(await send(root.endpoint, signed(root, mismatch))).code).toBe('KeyPairMismatch')
  const malformed = form('iam', {
    ...certificate,
    Action: 'UploadServerCertificate',
    ServerCertificateName: 'c',
    CertificateBody: PrivateKey,
  })
  expect(errorOf(await send(root.endpoint, signed(root, malformed))).code).toBe('MalformedCertificate')
  await ask(root, form('iam', { Action: 'CreateLoginProfile', UserName: 'bench-user', Password: password }))
  const given: string[] = []
  for (const [ServiceName, member] of [
    ['codecommit.amazonaws.com', 'ServicePassword'],
    ['bedrock.amazonaws.com', 'ServiceCredentialSecret'],
  ] as const) {
    const made = await ask(root, form('iam', { Action: 'CreateServiceSpecificCredential', UserName: 'bench-user', ServiceName }))
    const ServiceSpecificCredentialId = element(made.text, 'ServiceSpecificCredentialId')
    const named = { UserName: 'bench-user', ServiceSpecificCredentialId }
    const reset = await ask(root, form('iam', { Action: 'ResetServiceSpecificCredential', ...named }))
    given.push(element(made.text, member), element(reset.text, member))
  }
  const key = PrivateKey.split('\n').filter((line) => /^[A-Za-z0-9+/=]{20,}$/.test(line))
  const secrets = [...key, password, ...given]
  expect(secrets.every((secret) => secret.length > 20)).toBe(true)
  return secrets
}

describe('secrets', () => {
  it('are not in a log line, an error or a file, except the file of the root key', async () => {
    const bench = await startBench()
    const { server, root, user, sessions } = bench
    const second = signerOf(server, keyOf(await ask(root, form('iam', { Action: 'CreateAccessKey', UserName: 'bench-user' }))))
    const chained = await assume(user, 'bench-role')
    const got = keyOf(await ask(user, form('sts', { Action: 'GetSessionToken' })))
    const issued = [user.key, second.key, chained.key, got, ...sessions.map(({ key }) => key)]
    for (const key of issued) {
      const signer = signerOf(server, key)
      await send(server.endpoint, signed(signer, form('sts', { Action: 'GetCallerIdentity' })))
      await send(
        server.endpoint,
        signed(signer, form('iam', { Action: 'GetUser', UserName: key.secretAccessKey.slice(0, 20).replace(/\W/g, 'x') })),
      )
      await send(server.endpoint, presigned(signer, { service: 's3', method: 'GET', path: `/${bench.bucket}/kept` }, { expires: 60 }))
      await send(server.endpoint, presigned(signer, { service: 's3', method: 'GET', path: `/${bench.bucket}/none` }, { expires: 60 }))
      const wrong = signed(signer, form('sts', { Action: 'GetCallerIdentity' }), { region: 'moon-1' })
      expect(errorOf(await send(server.endpoint, wrong)).code).toBe('SignatureDoesNotMatch')
    }
    const kept = await keepSecrets(root)
    const masterKey = readFileSync(`${server.dataDir}.master-key`, 'utf8').trim()
    const secrets = [
      masterKey,
      ...kept,
      ...issued.flatMap((key) => [key.secretAccessKey, ...(key.sessionToken === undefined ? [] : [key.sessionToken])]),
    ]
    expect(secrets.length).toBe(19)
    await server.kill()
    await server.restart()
    await server.stop()

    const rootFile = join(server.dataDir, 'root-credentials.json')
    const files = readdirSync(server.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const places = [
      ['stdout', server.stdout],
      ['stderr', server.stderr],
      ...files.map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name), 'latin1')]),
    ] as const
    expect(places.some(([name]) => name.endsWith('data.mdb'))).toBe(true)
    const found = places.flatMap(([name, text]) =>
      [root.key.secretAccessKey, ...secrets].flatMap((secret) =>
        spellings(secret).some((one) => text.includes(one)) ? [`${name} holds ${secret.slice(0, 4)}…`] : [],
      ),
    )
    expect(found).toEqual([`${rootFile} holds ${root.key.secretAccessKey.slice(0, 4)}…`])
    await server.close()
  })
})
