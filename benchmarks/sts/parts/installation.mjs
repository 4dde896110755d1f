// Owns: the measured installation: a user, its key, and the requested number of roles. The special ones are created by signed calls to the running
// server; the many roles are written through the store's contract, each a copy of a record that the server itself created.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newUniqueId, systemIds } from '../../../packages/daypass/dist/core/ids.js'
import { roles } from '../../../packages/daypass/dist/directory/iam/role.js'
import { readSnapshot, transact } from '../../../packages/daypass/dist/directory/state.js'
import { openStore } from '../../../packages/daypass/dist/installation/open-store.js'
import { converse } from '../load/connection.mjs'
import { signedRequest } from '../load/signed-request.mjs'
import { startDaypass } from '../servers/process.mjs'

/** Two records per role; a transaction changes at most 127. */
const ROLES_AT_ONCE = 60
const COMMITS_AT_ONCE = 32
const TEMPLATE = 'deploy'

/**
 * One signed call; returns its answer. @param {import('../load/signed-request.mjs').Key} key @param {{ service: 'sts' | 'iam', port: number,
 * parameters: Record<string, string> }} asked
 */
export async function call(key, asked) {
  const requests = [signedRequest(key, asked)]
  let text = ''
  const seen = (status, answer) => {
    if (status !== 200) throw new Error(`${asked.parameters.Action}: ${answer.toString('utf8')}`)
    text = answer.toString('utf8')
  }
  await converse(asked.port, { next: () => requests.shift(), seen })
  return (name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? ''
}

/** @param {string} arn @param {string[]} actions @param {object} [condition] */
const trusting = (arn, actions, condition) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: arn }, Action: actions, ...(condition === undefined ? {} : { Condition: condition }) },
    ],
  })

/** The user, its key and three roles. */
async function furnish(root, port) {
  const iam = (Action, parameters) => call(root, { service: 'iam', port, parameters: { Action, ...parameters } })
  const user = await iam('CreateUser', { UserName: 'worker' })
  const made = await iam('CreateAccessKey', { UserName: 'worker' })
  const key = { accessKeyId: made('AccessKeyId'), secretAccessKey: made('SecretAccessKey') }
  const role = async (RoleName, AssumeRolePolicyDocument) =>
    (
      await iam('CreateRole', {
        RoleName,
        AssumeRolePolicyDocument,
        Description: 'Deploys one service of one team',
        MaxSessionDuration: '7200',
      })
    )('Arn')
  const arn = await role(TEMPLATE, trusting(user('Arn'), ['sts:AssumeRole']))
  const partner = await role(
    'partner',
    trusting(user('Arn'), ['sts:AssumeRole', 'sts:TagSession'], { StringEquals: { 'sts:ExternalId': 'c2f1-7a90-41d3' } }),
  )
  const next = await role('next', trusting(arn, ['sts:AssumeRole']))
  return { key, arn, partner, next }
}

export const roleName = (index) => `team-${index % 1000}-service-${index}-deploy`

/** @param {string} dataDir @param {string} account @param {number} count */
async function seedRoles(dataDir, account, count) {
  const { store, release } = await openStore('lmdb', dataDir)
  const template = readSnapshot(store, (state) => roles.get(state, account, TEMPLATE))
  const ids = systemIds()
  const write = (from) =>
    transact(store, (state) => {
      for (let index = from; index < Math.min(from + ROLES_AT_ONCE, count); index++)
        roles.put(state, { ...template, name: roleName(index), id: newUniqueId(ids, 'AROA', account) })
    })
  for (let from = 0; from < count; from += ROLES_AT_ONCE * COMMITS_AT_ONCE)
    await Promise.all(Array.from({ length: COMMITS_AT_ONCE }, (_, one) => write(from + one * ROLES_AT_ONCE)))
  await store.close()
  await release()
}

/** @typedef {Awaited<ReturnType<typeof makeInstallation>>} Made */

/** The installation with `count` roles in `folder`; created if it does not exist. @param {string} folder @param {number} count */
export async function installationIn(folder, count) {
  const told = join(folder, `installation-${count}.json`)
  if (existsSync(told)) return /** @type {Made} */ (JSON.parse(readFileSync(told, 'utf8')))
  const made = await makeInstallation(folder, count)
  writeFileSync(told, JSON.stringify(made), { mode: 0o600 })
  return made
}

/** Creates an installation with `count` roles in addition to the three it needs, in `folder`. @param {string} folder @param {number} count */
export async function makeInstallation(folder, count) {
  const dataDir = join(folder, `data-${count}`)
  const output = join(folder, `audit-${count}.log`)
  const server = await startDaypass({ dataDir, output })
  const root = JSON.parse(readFileSync(join(dataDir, 'root-credentials.json'), 'utf8'))
  const furnished = await furnish(root, server.port)
  await server.stop()
  const account = furnished.arn.split(':')[4]
  const start = performance.now()
  await seedRoles(dataDir, account, count)
  return {
    dataDir,
    output: join(folder, `audit-${count}-measured.log`),
    account,
    count,
    ...furnished,
    seedSeconds: (performance.now() - start) / 1000,
  }
}
