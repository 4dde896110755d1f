import { describe, expect, it } from 'vitest'
import { roles } from '../../../directory/iam/role.js'
import { ImportAccount } from '../../../services/daypass/import/ImportAccount.js'
import { SimulatePrincipalPolicy } from '../../../services/iam/simulation/SimulatePrincipalPolicy.js'
import {
  aGroup,
  aPolicy,
  aRole,
  attachedTo,
  aUser,
  boundedBy,
  HOME,
  oneStatement,
  trustIn,
  uniqueId,
} from '../../../testing/import/imported-entities.js'
import { root, type World, world } from '../../../testing/world.js'
import type { ImportedType, ImportStage } from '../../../wire/generated/daypass.js'
import { answersIn } from '../files/answers.js'
import { planOf } from '../plan.js'
import { carryOut } from './carry-out.js'
import { Progress } from './progress.js'
import type { ImportTarget } from './send.js'

const home = { ...root, account: HOME, arn: `arn:aws:iam::${HOME}:root`, userId: HOME }
const ACTIONS = ['s3:GetObject', 's3:PutObject', 'sqs:SendMessage', 'sns:Publish']
const USERS = ['ann', 'bob']

/** Calls the world in place of a server, one entity after the other, and looks at the state after each. */
const callOf =
  (w: World, look: () => Promise<void>): ImportTarget['call'] =>
  async (_action, given) => {
    const flag = (name: string) => (given[name] === 'true' ? true : undefined)
    const { AccountId = '', AccountName, Stage } = given
    const common = {
      AccountId,
      AccountName,
      DryRun: flag('DryRun'),
      CreateRootKey: flag('CreateRootKey'),
      ListPresent: flag('ListPresent'),
    }
    const stage: ImportStage | undefined = Stage === 'narrow' || Stage === 'exchange' ? Stage : undefined
    const input = { ...common, Stage: stage }
    const Results: unknown[] = []
    for (let at = 1; given[`Entities.member.${at}.Type`] !== undefined; at += 1) {
      const entity = { Type: given[`Entities.member.${at}.Type`] as ImportedType, Content: given[`Entities.member.${at}.Content`] ?? '' }
      Results.push(...(await w.call(ImportAccount, { ...input, Entities: [entity] })).Results)
      await look()
    }
    return Results.length > 0 ? { Results } : { ...(await w.call(ImportAccount, input)) }
  }

/** Imports a file, and tells what became of it. */
async function importInto(w: World, file: object, look: () => Promise<void> = async () => {}): Promise<Progress> {
  const plan = planOf(answersIn('f.json', file), HOME)
  const progress = new Progress(plan.leftOut)
  await carryOut(plan, { name: undefined, isDryRun: false, wantsKey: false, call: callOf(w, look) }, progress)
  expect(progress.results.filter(({ outcome }) => outcome === 'left-out')).toEqual([])
  return progress
}

/** What each user may do, and who is trusted by the role. */
async function allowedIn(w: World): Promise<ReadonlySet<string>> {
  const allowed = new Set<string>()
  for (const name of USERS) {
    const input = { PolicySourceArn: `arn:aws:iam::${HOME}:user/${name}`, ActionNames: ACTIONS }
    const { EvaluationResults = [] } = await w.call(SimulatePrincipalPolicy, input, home)
    for (const { EvalActionName, EvalDecision } of EvaluationResults)
      if (EvalDecision === 'allowed') allowed.add(`${name} ${EvalActionName}`)
    const trust = w.read((state) => roles.get(state, HOME, 'deploy')?.trust) ?? ''
    if (trust.includes('Allow') && trust.includes(uniqueId('AIDA', name))) allowed.add(`${name} deploy`)
  }
  return allowed
}

/** Numbers that look random and are the same every time (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let next = Math.imul(state ^ (state >>> 15), 1 | state)
    next = (next + Math.imul(next ^ (next >>> 7), 61 | next)) ^ next
    return ((next ^ (next >>> 14)) >>> 0) % below
  }
}

/** An account of two users, two groups, a role and four policies, with anything held by anyone. */
function someAccount(below: (most: number) => number): object {
  const some = <T>(all: readonly T[]): readonly T[] => all.filter(() => below(2) === 0)
  const statement = () => {
    const actions = some(ACTIONS)
    return { Effect: below(3) === 0 ? 'Deny' : 'Allow', Action: actions.length === 0 ? ['s3:ListBucket'] : actions, Resource: '*' }
  }
  const text = () => JSON.stringify({ Version: '2012-10-17', Statement: [statement(), statement()] })
  const held = (list: string) => ({
    [list]: some(['own', 'other']).map((PolicyName) => ({ PolicyName, PolicyDocument: text() })),
    ...attachedTo(...some(['p0', 'p1', 'p2'])),
  })
  const boundary = () => (below(2) === 0 ? {} : boundedBy(`p${below(4)}`))
  return {
    Policies: ['p0', 'p1', 'p2', 'p3'].map((name) => aPolicy(name, text())),
    GroupDetailList: ['g0', 'g1'].map((name) => aGroup(name, held('GroupPolicyList'))),
    UserDetailList: USERS.map((name) => aUser(name, { ...held('UserPolicyList'), ...boundary(), GroupList: some(['g0', 'g1']) })),
    RoleDetailList: [aRole('deploy', { AssumeRolePolicyDocument: trustIn({ AWS: [`arn:aws:iam::${HOME}:user/${USERS[below(2)]}`] }) })],
  }
}

describe('an account that is imported again', () => {
  it.each(Array.from({ length: 25 }, (_, at) => at))('allows nobody more in between than before or after (case %i)', async (seed) => {
    const below = numbers(seed)
    const w = await world()
    await importInto(w, someAccount(below))
    const after = someAccount(below)
    const before = await allowedIn(w)
    const states: ReadonlySet<string>[] = []
    const progress = await importInto(w, after, async () => void states.push(await allowedIn(w)))
    const last = await allowedIn(w)
    for (const state of states) expect([...state].filter((one) => !before.has(one) && !last.has(one))).toEqual([])
    const fresh = await world()
    await importInto(fresh, after)
    expect(last).toEqual(await allowedIn(fresh))
    expect(progress.notInFiles).toEqual([])
    expect((await importInto(w, after)).results.every(({ outcome }) => outcome === 'unchanged')).toBe(true)
  })

  it('takes away before it gives: a user leaves a group before that gets more', async () => {
    const w = await world()
    const all = oneStatement({ Effect: 'Allow', Action: '*', Resource: '*' })
    const file = (GroupPolicyList: readonly object[], GroupList: readonly string[]) => ({
      GroupDetailList: [aGroup('staff', { GroupPolicyList })],
      UserDetailList: USERS.map((name) => aUser(name, { GroupList })),
    })
    await importInto(w, { ...file([], ['staff']), RoleDetailList: [aRole('old')] })
    const states: ReadonlySet<string>[] = []
    const look = async () => void states.push(await allowedIn(w))
    const progress = await importInto(w, file([{ PolicyName: 'all', PolicyDocument: all }], []), look)
    expect(states.flatMap((state) => [...state])).toEqual([])
    expect(progress.results.map(({ name, outcome, changes }) => [name, outcome, changes])).toEqual([
      ['staff', 'updated', ['inline policies']],
      ['ann', 'updated', ['GroupList']],
      ['bob', 'updated', ['GroupList']],
    ])
    expect(progress.notInFiles).toEqual([{ type: 'Role', name: 'old' }])
  })
})
