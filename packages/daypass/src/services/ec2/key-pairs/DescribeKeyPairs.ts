import { type KeyPairRecord, listKeyPairs } from '../../../directory/ec2/key-pair.js'
import { tagsOfResource } from '../../../directory/ec2/resource-tags.js'
import { type Filters, filterBy } from '../answers/filters.js'
import { operation, regionPermission } from '../ec2.js'
import { tagsOutput } from '../tags/tag-rules.js'
import { checkKeyPairId, MOST_KEY_PAIRS, requireKeyPair, requireKeyPairById } from './key-pair.js'

const FILTERS: Filters<KeyPairRecord> = {
  fingerprint: ({ fingerprint }) => fingerprint,
  'key-name': ({ name }) => name,
  'key-pair-id': ({ id }) => id,
}

/** The key pairs of the region by name (EC2 API reference, DescribeKeyPairs). It has no pages. */
export const DescribeKeyPairs = operation('DescribeKeyPairs', {
  summary: 'Describes key pairs.',
  actions: ['ec2:DescribeKeyPairs'],
  check({ KeyPairIds }) {
    for (const id of KeyPairIds ?? []) checkKeyPairId(id)
  },
  authorize: (_input, _caller, { region }) => regionPermission('ec2:DescribeKeyPairs', region),
  handle({ KeyNames, KeyPairIds, IncludePublicKey, Filters: asked }, { account }, { state, region }) {
    const place = { account, region }
    const byName = KeyNames && [...new Set(KeyNames)].map((name) => requireKeyPair(state, place, name))
    const byId = KeyPairIds && [...new Set(KeyPairIds)].map((id) => requireKeyPairById(state, place, id))
    const isNamed = ({ id }: KeyPairRecord) => byName?.some((pair) => pair.id === id) ?? true
    const tagsOf = ({ id }: KeyPairRecord) => tagsOfResource(state, place, id)
    const passes = filterBy(asked, FILTERS, tagsOf)
    return {
      KeyPairs: (byId ?? byName ?? listKeyPairs(state, place, MOST_KEY_PAIRS))
        .filter((pair) => isNamed(pair) && passes(pair))
        .map((pair) => ({
          KeyPairId: pair.id,
          KeyName: pair.name,
          KeyType: pair.type,
          KeyFingerprint: pair.fingerprint,
          CreateTime: new Date(pair.createdAt),
          Tags: tagsOutput(tagsOf(pair)),
          ...(IncludePublicKey === true && { PublicKey: `${pair.publicKey} ${pair.name}` }),
        })),
    }
  },
})
