import { describe, expect, it } from 'vitest'
import { SSH_KEY } from '../../../testing/key-material/ssh-public-keys.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { ImportKeyPair } from '../key-pairs/ImportKeyPair.js'
import { defaultVpc } from '../network/default-network.js'
import { CreateTags } from './CreateTags.js'
import { DeleteTags } from './DeleteTags.js'
import { DescribeTags } from './DescribeTags.js'

const vpc = defaultVpc({ account: ACCOUNT, region: 'us-east-1' })
const arn = (rest: string) => `arn:aws:ec2:us-east-1:${ACCOUNT}:${rest}`
const given = async () => {
  const w = await world()
  const Tags = [...'abc'].map((Key) => ({ Key, Value: Key === 'c' ? '' : '1' }))
  await w.call(CreateTags, { Resources: [vpc.id, vpc.dhcpOptionsId], Tags })
  return w
}

describe('DeleteTags', () => {
  it.each<[string, { Key: string; Value?: string }[] | undefined, string[]]>([
    ['a key, whatever its value', [{ Key: 'a' }], ['b', 'c']],
    ['a key with the value that it has', [{ Key: 'a', Value: '1' }], ['b', 'c']],
    [
      'a key with an empty value, only where it is empty',
      [
        { Key: 'b', Value: '' },
        { Key: 'c', Value: '' },
      ],
      ['a', 'b'],
    ],
    ['no key with another value', [{ Key: 'a', Value: '2' }], ['a', 'b', 'c']],
    ['no key in other letters', [{ Key: 'A' }, { Key: 'none' }], ['a', 'b', 'c']],
    ['all of them where none is named', undefined, []],
  ])('removes %s', async (_what, Tags, kept) => {
    const w = await given()
    await w.call(DeleteTags, { Resources: [vpc.id], Tags })
    const { Tags: left } = await w.call(DescribeTags, { Filters: [{ Name: 'resource-id', Values: [vpc.id] }] })
    expect(left?.map(({ Key }) => Key)).toEqual(kept)
  })

  it('asks for every resource, without the keys of its kind', async () => {
    const w = await given()
    const asked = async (input: object) => (await w.attempt(DeleteTags, input)).event.questions.map(({ question }) => question)
    const tags = Object.fromEntries(
      [...'abc'].flatMap((key) => ['aws', 'ec2'].map((prefix) => [`${prefix}:ResourceTag/${key}`, key === 'c' ? '' : '1'])),
    )
    const context = { 'ec2:Region': 'us-east-1', ...tags }
    const Tags = [{ Key: 'a' }, { Key: 'b', Value: '2' }]
    const sent = { 'aws:TagKeys': ['a', 'b'], 'aws:RequestTag/b': '2' }
    expect(await asked({ Resources: [vpc.id], Tags })).toEqual([
      { action: 'ec2:DeleteTags', resource: arn(`vpc/${vpc.id}`), context: { ...context, ...sent } },
    ])
    expect(await asked({ Resources: [vpc.dhcpOptionsId] })).toEqual([
      { action: 'ec2:DeleteTags', resource: arn(`dhcp-options/${vpc.dhcpOptionsId}`), context },
    ])
    const { KeyPairId = '' } = await w.call(ImportKeyPair, { KeyName: 'ann', PublicKeyMaterial: Buffer.from(SSH_KEY) })
    expect(await asked({ Resources: [KeyPairId] })).toMatchObject([{ resource: arn('key-pair/ann') }])
  })

  it.each<[string, object, string]>([
    ['an unknown resource', { Resources: ['vpc-01234567'] }, 'InvalidVpcID.NotFound'],
    ['an id of no kind', { Resources: ['x'] }, 'InvalidID'],
    ['a tag without a key', { Tags: [{ Value: 'a' }] }, 'MissingParameter'],
  ])('refuses %s', async (_what, input, code) => {
    expect(await (await given()).refusal(DeleteTags, { Resources: [vpc.id], ...input })).toMatchObject({ code })
  })
})
