import type { Reply } from '../signed-request.js'
import { type Element, readXml } from './read-xml.js'

/** The members that are lists: an empty one is an empty element. */
const LISTS = ['MatchedStatements', 'MissingContextValues', 'ServiceSpecificCredentials']
/** The structures and maps that may be empty. */
const STRUCTURES = ['EvalDecisionDetails', 'RoleLastUsed']
const NUMBERS = ['AttachmentCount', 'Column', 'Line', 'MaxSessionDuration', 'PackedPolicySize', 'PermissionsBoundaryUsageCount']
const BOOLEANS = ['AllowedByOrganizations', 'IsAttachable', 'IsTruncated']
const DOCUMENTS = ['AssumeRolePolicyDocument', 'PolicyDocument']

/** The answer in the form in which the recorder would have stored it. */
export function asRecorded(reply: Reply, operation: string): Record<string, unknown> {
  const ResponseMetadata = { HTTPHeaders: {}, HTTPStatusCode: reply.status }
  const document = readXml(reply.text) as Record<string, Record<string, Element>>
  if (document.ErrorResponse !== undefined) return { Error: document.ErrorResponse.Error, ResponseMetadata }
  const result = document[`${operation}Response`]?.[`${operation}Result`] as Record<string, unknown>
  return { ...(typed(result) as object), ResponseMetadata }
}

/** The members that are not text. */
function typed(value: unknown, name = ''): unknown {
  if (NUMBERS.includes(name)) return Number(value)
  if (BOOLEANS.includes(name)) return value === 'true'
  if (DOCUMENTS.includes(name)) return JSON.parse(decodeURIComponent(String(value)))
  if (LISTS.includes(name) && value === '') return []
  if (STRUCTURES.includes(name) && value === '') return {}
  if (Array.isArray(value)) return value.map((one) => typed(one))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, typed(member, key)]))
}
