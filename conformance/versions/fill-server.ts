import { createHash } from 'node:crypto'
import { codeOf } from '../authenticator.js'
import type { About } from '../older-data.js'
import { call } from '../query-form.js'
import { ask } from '../requests/bench.js'
import type { ServerProcess } from '../server-process.js'
import { element, type Signer } from '../signed-request.js'
import { allow, homeOf, makeRole, makeUser, policy, signerLike, trust } from '../sts/principals.js'

const ACCOUNT = '000000000000'

/** Makes in a new server what `tryEverything` tests afterwards. `root` may be that of another node. */
export async function fillServer(server: ServerProcess, masterKey: string, root: Signer = homeOf(server).root): Promise<About> {
  const user = await makeAlice(root)
  const home = { id: ACCOUNT, root }
  await makeRole(home, 'writer', { trust: policy(trust(ACCOUNT)), policy: policy(allow('s3:PutObject', 'arn:aws:s3:::papers/*')) })
  const mfa = await makePhone(root)
  const version = await makeObjects(root)
  const key = { accessKeyId: root.key.accessKeyId, secretAccessKey: root.key.secretAccessKey }
  return { masterKey, root: key, user: user.key, mfa, version }
}

async function makeAlice(root: Signer): Promise<Signer> {
  const alice = await makeUser({ id: ACCOUNT, root: { endpoint: root.endpoint, key: root.key } }, 'alice', policy(allow('sts:*')))
  await ask(root, call('iam', 'UpdateUser', { UserName: 'alice', NewPath: '/team/' }))
  const PolicyDocument = policy(allow('s3:GetObject', 'arn:aws:s3:::photos/*'))
  const made = await ask(root, call('iam', 'CreatePolicy', { PolicyName: 'see-photos', PolicyDocument }))
  await ask(root, call('iam', 'AttachUserPolicy', { UserName: 'alice', PolicyArn: element(made.text, 'Arn') }))
  return signerLike(root, alice.key)
}

/** A device with a code that was used already: those that follow are still to be used. */
async function makePhone(root: Signer): Promise<About['mfa']> {
  const { text } = await ask(root, call('iam', 'CreateVirtualMFADevice', { VirtualMFADeviceName: 'alice-phone' }))
  const serialNumber = element(text, 'SerialNumber')
  const base32Seed = Buffer.from(element(text, 'Base32StringSeed'), 'base64').toString()
  const [AuthenticationCode1, AuthenticationCode2] = [codeOf(base32Seed, -2), codeOf(base32Seed, -1)]
  const enable = { UserName: 'alice', SerialNumber: serialNumber, AuthenticationCode1, AuthenticationCode2 }
  await ask(root, call('iam', 'EnableMFADevice', enable))
  return { serialNumber, base32Seed }
}

/** Objects with their records and in files, an object with two versions, and a part of an upload. Returns the id of the older version. */
async function makeObjects(root: Signer): Promise<string> {
  const put = (path: string, body = '', query = '') => {
    const headers = ['content-md5', createHash('md5').update(body).digest('base64')]
    return ask(root, { service: 's3', method: 'PUT', path, query, headers, body: Buffer.from(body) })
  }
  for (const bucket of ['/photos', '/papers', '/versions']) await put(bucket)
  await put('/photos/cat.txt', 'a cat')
  await put('/photos/deep/er/dog%20%C3%BC.txt', 'a dog')
  await put('/papers/long.txt', 'line\n'.repeat(1000))
  await put('/papers/empty')
  await put('/papers/large.txt', 'large '.repeat(2000))
  const status =
    '<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>Enabled</Status></VersioningConfiguration>'
  await put('/versions', status, 'versioning=')
  const first = await put('/versions/v', 'first')
  await put('/versions/v', 'second')
  const begun = await ask(root, { service: 's3', method: 'POST', path: '/papers/parts', query: 'uploads=' })
  await put('/papers/parts', 'part '.repeat(2000), `partNumber=1&uploadId=${element(begun.text, 'UploadId')}`)
  return String(first.headers['x-amz-version-id'])
}
