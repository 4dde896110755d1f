// What a server lists after a crash, over all pages.
import { ask } from '../requests/bench.js'
import { element, type Signer, type Unsigned } from '../signed-request.js'

/** What follows each start tag of this name. */
export const between = (xml: string, name: string): string[] => xml.split(`<${name}>`).slice(1)

/** Follows a listing over all its pages. */
export async function pages(root: Signer, first: (token: string) => Unsigned, tokenName: string): Promise<string> {
  let all = ''
  for (let token = '', more = true; more; more = token !== '') {
    const { text } = await ask(root, first(token))
    all += text
    token = element(text, tokenName)
  }
  return all
}

/** The size and MD5 of every object of a bucket, by key. */
export async function listObjects(root: Signer, bucket: string): Promise<Map<string, string>> {
  const page = (token: string): Unsigned => ({
    service: 's3',
    method: 'GET',
    path: `/${bucket}`,
    query: `list-type=2${token === '' ? '' : `&continuation-token=${encodeURIComponent(token)}`}`,
  })
  const xml = await pages(root, page, 'NextContinuationToken')
  return new Map(
    between(xml, 'Contents').map((one) => [element(one, 'Key'), `${element(one, 'Size')} ${element(one, 'ETag').replaceAll('"', '')}`]),
  )
}
