// @ts-check
// Measures the CPU of reset, snapshot and restore of `startDaypass()`, for scenes of several sizes. Interleaved round by round; prints every quantile that the
// README quotes. CPU of this process only, which is the server's and nothing else's.
import { AttachUserPolicyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { startDaypass } from '../../packages/daypass/dist/in-process/in-process.js'

const ROUNDS = 300
const SCENES = { 'a small scene': 20, 'a large scene': 1_000 }
const PolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::bucket/*' },
})

/** Milliseconds of CPU. @param {() => Promise<unknown>} work */
async function cpuOf(work) {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

/** @param {number[]} values @param {number} share */
const quantile = (values, share) => (values.toSorted((a, b) => a - b)[Math.floor(share * values.length)] ?? 0).toFixed(2)

/** @param {IAMClient} iam @param {string} UserName */
async function change(iam, UserName) {
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'changed', PolicyDocument }))
}

for (const [name, users] of Object.entries(SCENES)) {
  const daypass = await startDaypass()
  const { endpoint, region, account } = daypass
  const iam = new IAMClient({ endpoint, region, credentials: account.credentials })
  for (let i = 0; i < users; i++) {
    await iam.send(new CreateUserCommand({ UserName: `user-${i}` }))
    await iam.send(new AttachUserPolicyCommand({ UserName: `user-${i}`, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }))
  }
  const { records } = await daypass.snapshot('scene')
  /** @type {Record<string, number[]>} */
  const taken = { reset: [], snapshot: [], restore: [] }
  for (let round = 0; round < ROUNDS; round++) {
    taken.reset?.push(await cpuOf(() => daypass.reset()))
    taken.restore?.push(await cpuOf(() => daypass.restore('scene')))
    await change(iam, 'user-0')
    taken.snapshot?.push(await cpuOf(() => daypass.snapshot('other')))
    await daypass.restore('scene')
  }
  for (const [what, values] of Object.entries(taken))
    console.log(`${name}, ${records} records: ${what} p50 ${quantile(values, 0.5)} ms, p99 ${quantile(values, 0.99)} ms of CPU`)
  await daypass.close()
}
