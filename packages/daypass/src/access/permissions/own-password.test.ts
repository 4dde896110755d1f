import { describe, expect, it } from 'vitest'
import type { Caller } from '../../core/caller.js'
import { passwordPolicies } from '../../directory/account/password-policy.js'
import { federatedBy, roleSession } from '../../testing/callers.js'
import { ACCOUNT, START, type World, world } from '../../testing/world.js'
import { mayChangeOwnPassword } from './own-password.js'

const surroundings = { now: START, secure: true, sourceIp: '192.0.2.1', region: 'us-east-1', signed: {} }
const decide = (here: World, caller: Caller, [action, resource]: readonly [string, string]) =>
  here.read((state) => here.access.decide({ caller, question: { action, resource }, surroundings, state })).outcome
const lets = (here: World, letsUsersChangeTheirs: boolean, account = ACCOUNT) =>
  here.change((state) =>
    passwordPolicies.put(state, {
      ...{ account, minimumLength: 6, requiresSymbols: false, requiresNumbers: false, requiresUppercase: false },
      ...{ requiresLowercase: false, letsUsersChangeTheirs },
    }),
  )
const READ = ['iam:GetAccountPasswordPolicy', '*'] as const
const policy = (Effect: string) => ({ p: { Version: '2012-10-17', Statement: { Effect, Action: 'iam:ChangePassword', Resource: '*' } } })

describe('an account that lets users change their own password', () => {
  it('lets them that, and read the policy, while it says so', async () => {
    const here = await world()
    const ann = await here.user('ann')
    const change = ['iam:ChangePassword', ann.arn] as const
    const outcomes = () => [decide(here, ann, change), decide(here, ann, READ)]
    expect(outcomes()).toEqual(['implicitDeny', 'implicitDeny'])
    await lets(here, true)
    expect(outcomes()).toEqual(['allow', 'allow'])
    await lets(here, false)
    expect(outcomes()).toEqual(['implicitDeny', 'implicitDeny'])
    await lets(here, true, '111111111111')
    expect(outcomes()).toEqual(['implicitDeny', 'implicitDeny'])
  })

  it('lets them nothing else, and nothing of anybody else', async () => {
    const here = await world()
    const [ann, bob] = [await here.user('ann'), await here.user('bob')]
    await lets(here, true)
    for (const asked of [
      ['iam:ChangePassword', bob.arn],
      ['iam:ChangePassword', '*'],
      ['iam:ChangePassword', `arn:aws:iam::${ACCOUNT}:user/path/ann`],
      ['iam:UpdateLoginProfile', ann.arn],
      ['iam:UpdateAccountPasswordPolicy', '*'],
      ['iam:GetUser', ann.arn],
    ] as const)
      expect([asked, decide(here, ann, asked)]).toEqual([asked, 'implicitDeny'])
  })

  it('does not overrule a Deny', async () => {
    const here = await world()
    const ann = await here.user('ann', policy('Deny'))
    await lets(here, true)
    expect(decide(here, ann, ['iam:ChangePassword', ann.arn])).toBe('explicitDeny')
  })

  it('lets roles and federated users nothing', async () => {
    const here = await world()
    const ann = await here.user('ann')
    await lets(here, true)
    const caller = await roleSession(here)
    const [action, resource] = READ
    expect(here.read((state) => mayChangeOwnPassword(caller, { action, resource }, state))).toBe(false)
    expect(decide(here, federatedBy(ann), ['iam:ChangePassword', ann.arn])).toBe('implicitDeny')
  })
})
