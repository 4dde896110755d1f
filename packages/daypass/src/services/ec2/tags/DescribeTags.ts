import { createHash } from 'node:crypto'
import { byPosition } from '../../../credentials/pages.js'
import { type Ec2TagsRecord, listResourceTags } from '../../../directory/ec2/resource-tags.js'
import type { ResourceType } from '../../../wire/generated/ec2.js'
import { describePage } from '../answers/describe-page.js'
import { type Filters, filterBy } from '../answers/filters.js'
import { operation, regionPermission } from '../ec2.js'

interface OneTag {
  readonly resource: string
  readonly kind: string
  readonly key: string
  readonly value: string
}

const FILTERS: Filters<OneTag> = {
  key: ({ key }) => key,
  'resource-id': ({ resource }) => resource,
  'resource-type': ({ kind }) => kind,
  value: ({ value }) => value,
}

/** The tags of all resources of the region, each by itself (EC2 API reference, DescribeTags). */
export const DescribeTags = operation('DescribeTags', {
  summary: 'Describes tags of resources of all kinds.',
  actions: ['ec2:DescribeTags'],
  authorize: (_input, _caller, { region }) => regionPermission('ec2:DescribeTags', region),
  handle(input, { account }, deps) {
    const place = { account, region: deps.region }
    const { items, NextToken } = describePage(
      input,
      {
        position: positionOf,
        read: (from, limit) =>
          listResourceTags(deps.state, place, { from: from.split(' ')[0] ?? '', limit })
            .flatMap(eachTag)
            .filter((tag) => positionOf(tag) >= from)
            .slice(0, limit),
        account,
        operation: 'DescribeTags',
        filter: [input.Filters],
        keep: filterBy(input.Filters, FILTERS, ({ key, value }) => ({ [key]: value })),
      },
      deps,
    )
    return {
      Tags: items.map(({ resource, kind, key, value }) => ({
        ResourceId: resource,
        ResourceType: kind as ResourceType,
        Key: key,
        Value: value,
      })),
      NextToken,
    }
  },
})

const eachTag = ({ resource, kind, tags }: Ec2TagsRecord): OneTag[] =>
  Object.entries(tags)
    .map(([key, value]) => ({ resource, kind, key, value }))
    .sort((one, other) => byPosition(positionOf(one), positionOf(other)))

/** Characters of a key that order it. A position has at most 200 bytes, and a key may have 512: a hash tells those that begin alike. */
const ORDERED = 30

const positionOf = ({ resource, key }: OneTag): string =>
  `${resource} ${key.slice(0, ORDERED)} ${createHash('sha256').update(key).digest('hex').slice(0, 16)}`
