import { describe, expect, it } from 'vitest'
import { SSH_KEY } from '../../../testing/key-material/ssh-public-keys.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { DescribeTags } from '../tags/DescribeTags.js'
import { DeleteKeyPair } from './DeleteKeyPair.js'
import { DescribeKeyPairs } from './DescribeKeyPairs.js'
import { ImportKeyPair } from './ImportKeyPair.js'

const given = async () => {
  const w = await world()
  const TagSpecifications = [{ ResourceType: 'key-pair' as const, Tags: [{ Key: 'Team', Value: 'red' }] }]
  const made = await w.call(ImportKeyPair, { KeyName: 'ann', PublicKeyMaterial: Buffer.from(SSH_KEY), TagSpecifications })
  return { w, KeyPairId: made.KeyPairId ?? '' }
}

describe('DeleteKeyPair', () => {
  it('deletes a pair by name or by id, with its tags; an unknown name is not an error', async () => {
    const { w, KeyPairId } = await given()
    expect(await w.call(DeleteKeyPair, { KeyName: 'ann' })).toEqual({ Return: true, KeyPairId })
    expect(await w.call(DeleteKeyPair, { KeyName: 'ann' })).toEqual({ Return: true })
    const again = await w.call(ImportKeyPair, { KeyName: 'ann', PublicKeyMaterial: Buffer.from(SSH_KEY) })
    await w.call(DeleteKeyPair, { KeyPairId: again.KeyPairId })
    expect(await w.call(DescribeKeyPairs, {})).toEqual({ KeyPairs: [] })
    expect((await w.call(DescribeTags, {})).Tags).toEqual([])
  })

  it('asks for the pair by its name, with its type and tags, also where the id is given', async () => {
    const { w, KeyPairId } = await given()
    const question = {
      action: 'ec2:DeleteKeyPair',
      resource: `arn:aws:ec2:us-east-1:${ACCOUNT}:key-pair/ann`,
      context: {
        ...{ 'ec2:Region': 'us-east-1', 'ec2:KeyPairName': 'ann', 'ec2:KeyPairType': 'rsa' },
        ...{ 'aws:ResourceTag/Team': 'red', 'ec2:ResourceTag/Team': 'red' },
      },
    }
    for (const named of [{ KeyPairId }, { KeyName: 'ann' }]) {
      const { event } = await w.attempt(DeleteKeyPair, { ...named, DryRun: true })
      expect(event.questions.map((one) => one.question)).toEqual([question])
    }
  })

  it.each<[string, object, string]>([
    ['an unknown id', { KeyPairId: 'key-01234567' }, 'InvalidKeyPair.NotFound'],
    ['no id', { KeyPairId: 'ann' }, 'InvalidKeyPairID.Malformed'],
    ['neither', {}, 'MissingParameter'],
    ['both', { KeyName: 'ann', KeyPairId: 'key-01234567' }, 'InvalidParameterCombination'],
  ])('refuses %s', async (_what, input, code) => {
    expect(await (await given()).w.refusal(DeleteKeyPair, input)).toMatchObject({ code })
  })
})
