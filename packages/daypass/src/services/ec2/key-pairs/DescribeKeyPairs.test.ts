import { describe, expect, it } from 'vitest'
import { SSH_KEY } from '../../../testing/key-material/ssh-public-keys.js'
import { type World, world } from '../../../testing/world.js'
import { CreateTags } from '../tags/CreateTags.js'
import { DescribeKeyPairs } from './DescribeKeyPairs.js'
import { ImportKeyPair } from './ImportKeyPair.js'

const names = async (w: World, input: object) => (await w.call(DescribeKeyPairs, input)).KeyPairs?.map(({ KeyName }) => KeyName)

describe('DescribeKeyPairs', () => {
  it('describes pairs by name, by id and by filters, without the public key unless asked', async () => {
    const w = await world()
    const ids: string[] = []
    for (const KeyName of ['bob', 'ann', 'eve'])
      ids.push((await w.call(ImportKeyPair, { KeyName, PublicKeyMaterial: Buffer.from(SSH_KEY) })).KeyPairId ?? '')
    await w.call(CreateTags, { Resources: [ids[2] ?? ''], Tags: [{ Key: 'Team', Value: 'red' }] })
    expect(await names(w, {})).toEqual(['ann', 'bob', 'eve'])
    expect(await names(w, { KeyNames: ['eve', 'ann', 'eve'] })).toEqual(['eve', 'ann'])
    expect(await names(w, { KeyPairIds: [ids[0]] })).toEqual(['bob'])
    expect(await names(w, { KeyPairIds: [ids[0], ids[1]], KeyNames: ['ann'] })).toEqual(['ann'])
    expect(await names(w, { Filters: [{ Name: 'key-name', Values: ['*b'] }] })).toEqual(['bob'])
    expect(await names(w, { Filters: [{ Name: 'tag:Team', Values: ['red'] }] })).toEqual(['eve'])
    expect((await w.call(DescribeKeyPairs, {})).KeyPairs?.[0]).not.toHaveProperty('PublicKey')
    expect(await names(w, { Filters: [{ Name: 'fingerprint', Values: ['x'] }] })).toEqual([])
  })

  it('asks for ec2:DescribeKeyPairs on everything', async () => {
    const w = await world()
    const { event } = await w.attempt(DescribeKeyPairs, {})
    expect(event.questions.map(({ question }) => question)).toEqual([
      { action: 'ec2:DescribeKeyPairs', resource: '*', context: { 'ec2:Region': 'us-east-1' } },
    ])
  })

  it.each<[string, object, string, string]>([
    ['an unknown name', { KeyNames: ['x'] }, 'InvalidKeyPair.NotFound', "The key pair 'x' does not exist"],
    ['an unknown id', { KeyPairIds: ['key-01234567'] }, 'InvalidKeyPair.NotFound', "The key pair ID 'key-01234567' does not exist"],
    ['no id', { KeyPairIds: ['x'] }, 'InvalidKeyPairID.Malformed', 'Invalid id: "x" (expecting "key-...")'],
  ])('refuses %s', async (_what, input, code, message) => {
    expect(await (await world()).refusal(DescribeKeyPairs, input)).toEqual({ code, message })
  })
})
