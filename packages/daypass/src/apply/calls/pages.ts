import type { Client, Json } from './client.js'

/** All items of a list of IAM, page after page. */
export async function iamItems(client: Client, action: string, { list, ...parameters }: { readonly list: string } & Json): Promise<Json[]> {
  const items: Json[] = []
  for (let marker: unknown; ; ) {
    const page = await client.iam(action, { ...parameters, Marker: marker })
    items.push(...listIn(page, list))
    if (page.IsTruncated !== true) return items
    marker = page.Marker
  }
}

/** All items of a list of Organizations, page after page. */
export async function organizationItems(
  client: Client,
  action: string,
  { list, ...input }: { readonly list: string } & Json,
): Promise<Json[]> {
  const items: Json[] = []
  for (let token: unknown; ; ) {
    const page = await client.organizations(action, { ...input, ...(token !== undefined && { NextToken: token }) })
    items.push(...listIn(page, list))
    if (typeof page.NextToken !== 'string') return items
    token = page.NextToken
  }
}

/** The objects of a list of an answer; none where it is left out. */
export const listIn = (answer: Json, name: string): Json[] => (Array.isArray(answer[name]) ? (answer[name] as Json[]) : [])

/** The tags of an answer that calls can set: those of AWS, whose keys begin with `aws:`, are nobody's to set or remove. */
export const tagsIn = (tags: unknown): ReadonlyMap<string, string> =>
  new Map(
    (Array.isArray(tags) ? (tags as { Key: string; Value: string }[]) : [])
      .filter(({ Key }) => !/^aws:/i.test(Key))
      .map(({ Key, Value }) => [Key, Value]),
  )
