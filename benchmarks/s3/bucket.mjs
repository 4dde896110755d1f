// Owns: the measured installation: a user who may use one bucket, and the requested number of objects in it. The objects that are read are put by
// signed requests; the many others are copies of the record of one of them, written through the store's contract.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { getObject, objectKeys } from '../../packages/daypass/dist/directory/s3/object.js'
import { readSnapshot, transact } from '../../packages/daypass/dist/directory/state.js'
import { openStore } from '../../packages/daypass/dist/installation/open-store.js'
import { converse } from '../sts/load/connection.mjs'
import { call } from '../sts/parts/installation.mjs'
import { startDaypass } from '../sts/servers/process.mjs'
import { signedRequest } from './signed-request.mjs'

export const BUCKET = 'measured'
/** Objects that the cases read. */
export const POOL = 256
const AT_ONCE = 100
const COMMITS_AT_ONCE = 32

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`] }],
})

/** Keys that lie evenly between all keys of the bucket. */
export const readKey = (index) => `team-${String((index * 977) % 1000).padStart(3, '0')}/read-${index}`
const otherKey = (index) => `team-${String(index % 1000).padStart(3, '0')}/object-${index}`

/** Sends each request once; throws unless all answers are 200. */
export async function sendAll(port, requests) {
  const left = [...requests]
  const seen = (status, answer) => {
    if (status !== 200) throw new Error(answer.toString('latin1'))
  }
  await converse(port, { next: () => left.shift(), seen })
}

async function furnish(root, port) {
  const iam = (Action, parameters) => call(root, { service: 'iam', port, parameters: { Action, ...parameters } })
  await iam('CreateUser', { UserName: 'worker' })
  await iam('PutUserPolicy', { UserName: 'worker', PolicyName: 'measured', PolicyDocument: POLICY })
  const made = await iam('CreateAccessKey', { UserName: 'worker' })
  const key = { accessKeyId: made('AccessKeyId'), secretAccessKey: made('SecretAccessKey') }
  await sendAll(port, [signedRequest(root, { method: 'PUT', port, path: `/${BUCKET}` })])
  const puts = Array.from({ length: POOL }, (_, index) =>
    signedRequest(key, { method: 'PUT', port, path: `/${BUCKET}/${readKey(index)}`, body: randomBytes(1_000) }),
  )
  await sendAll(port, puts)
  return key
}

async function seedObjects(dataDir, count) {
  const { store, release } = await openStore('lmdb', dataDir)
  const template = readSnapshot(store, (state) => getObject(state, BUCKET, readKey(0)))
  const write = (from) =>
    transact(store, (state) => {
      for (let index = from; index < Math.min(from + AT_ONCE, count); index++) {
        const key = otherKey(index)
        state.put(objectKeys.below(BUCKET) + key, { ...template, key })
      }
    })
  for (let from = 0; from < count; from += AT_ONCE * COMMITS_AT_ONCE)
    await Promise.all(Array.from({ length: COMMITS_AT_ONCE }, (_, one) => write(from + one * AT_ONCE)))
  await store.close()
  await release()
}

/** An installation with `count` objects besides those that are read. @param {string} folder @param {number} count */
export async function bucketIn(folder, count) {
  const told = join(folder, `bucket-${count}.json`)
  if (existsSync(told)) return JSON.parse(readFileSync(told, 'utf8'))
  const dataDir = join(folder, `data-${count}`)
  mkdirSync(dataDir, { mode: 0o700 })
  const server = await startDaypass({ dataDir, output: join(folder, `audit-${count}.log`) })
  const root = JSON.parse(readFileSync(join(dataDir, 'root-credentials.json'), 'utf8'))
  const key = await furnish(root, server.port)
  await server.stop()
  await seedObjects(dataDir, count)
  const made = { dataDir, output: join(folder, `audit-${count}-measured.log`), key, count }
  writeFileSync(told, JSON.stringify(made), { mode: 0o600 })
  return made
}
