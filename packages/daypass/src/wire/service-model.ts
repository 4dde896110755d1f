/**
 * The kinds of value in a model. `timestamp` is a Date, `blob` a Uint8Array (streaming: also an AsyncIterable of them), `long` a safe integer,
 * `document` any JSON value.
 */
export type ShapeType =
  | 'structure'
  | 'list'
  | 'map'
  | 'string'
  | 'integer'
  | 'long'
  | 'float'
  | 'double'
  | 'boolean'
  | 'blob'
  | 'timestamp'
  | 'document'

/** How a date is written: `2020-05-19T18:06:10Z`, `Tue, 19 May 2020 18:06:10 GMT`, or seconds since 1970. */
export type TimestampFormat = 'iso8601' | 'rfc822' | 'unixTimestamp'

/** One member of a structure, or the element, key or value of a list or map. */
export interface Member {
  /** The API's name: `RoleArn`. */
  readonly name: string
  /** The name in constraint texts: `roleArn`. */
  readonly label: string
  /** The name on the wire: the model's locationName, else the name. */
  readonly wireName: string
  readonly shape: Shape
  readonly required: boolean
  readonly location: 'header' | 'headers' | 'querystring' | 'uri' | 'statusCode' | 'body'
  readonly flattened: boolean
  readonly streaming: boolean
  readonly timestampFormat: TimestampFormat | undefined
  /** How the member is written in a form: its name, and whether its elements are numbered directly below it. Differs from the above in ec2. */
  readonly form: { readonly name: string; readonly flattened: boolean }
  /** Whether the member is an attribute of its structure's XML element. */
  readonly attribute: boolean
  /** The XML namespace of its element, if it differs from that of the enclosing element. */
  readonly namespace: string | undefined
  /** The XML root if the member is the whole body. */
  readonly rootName: string
}

/**
 * Whether a member is in the body of a response. Labels and queries belong to requests: in a response, members that are bound to them are like any
 * other.
 */
export const isInAnswerBody = ({ location }: Member): boolean => location === 'body' || location === 'uri' || location === 'querystring'

/** A shape of the model with its references resolved; recursive shapes are cyclic objects. */
export interface Shape {
  readonly name: string
  readonly type: ShapeType
  /** Of structures, in model order; empty otherwise. */
  readonly members: readonly Member[]
  readonly member: Member | undefined
  readonly key: Member | undefined
  readonly value: Member | undefined
  /** A structure with exactly one member set. */
  readonly union: boolean
  /** The name and the namespace of its element as the XML root of a body, if the model gives one. */
  readonly rootName: string | undefined
  readonly namespace: string | undefined
  /** The member that is the whole body (REST protocols). */
  readonly payload: Member | undefined
  /** Length of strings and lists, value of numbers; inclusive. */
  readonly min: number | undefined
  readonly max: number | undefined
  /**
   * The model's text of the pattern, the whole-string test compiled from it, and the sentence for a value that violates it, if it is not reported as
   * a clause.
   */
  readonly pattern: { readonly source: string; readonly matches: RegExp; readonly sentence: string | undefined } | undefined
  readonly enum: readonly string[] | undefined
  /** A secret: never echoed. */
  readonly sensitive: boolean
}

/** One operation: its HTTP binding, shapes, and the names of the errors its model lists. */
export interface OperationModel {
  readonly name: string
  readonly method: string
  /** `/{Bucket}/{Key+}?acl`, or `/` for query services. */
  readonly requestUri: string
  /** The HTTP status of a success, 200 unless the model says otherwise. */
  readonly responseCode: number
  readonly input: Shape | undefined
  readonly output: Shape | undefined
  /** The XML root of a request whose members form its body, and its namespace if it differs from the service's (rest-xml). */
  readonly inputRoot: { readonly name: string; readonly namespace: string | undefined }
  readonly resultWrapper: string | undefined
  /** True for operations that the model marks as unsigned (`authtype: none`). */
  readonly unsigned: boolean
  /** Whether a request must have a checksum of its body (`httpChecksum.requestChecksumRequired`). */
  readonly checksumRequired: boolean
  readonly errors: ReadonlyMap<string, ErrorShape>
}

/** An operation of the published model that is not declared here: enough to recognise it. */
export interface OtherOperation {
  readonly name: string
  readonly method: string
  readonly requestUri: string
  /** Query names and headers that its input requires. */
  readonly requiredQueries: readonly string[]
  readonly requiredHeaders: readonly string[]
}

/** An error as the wire shows it: its code, HTTP status, and whose fault it is (`Receiver` for 5xx). */
export interface ErrorShape {
  readonly code: string
  readonly status: number
  readonly fault: 'Sender' | 'Receiver'
  /** The member that has its text in JSON, if it is not `message`. */
  readonly messageName?: string
}

/** The root element of a rest-xml response; `unwrapped` means that the only member is the root itself (GetBucketLocation). */
export interface OutputRoot {
  readonly name: string
  readonly unwrapped: boolean
}

/** The wire protocols, with the model's names; `json` is awsJson 1.0 and 1.1. */
export type ProtocolName = 'query' | 'ec2' | 'json' | 'rest-json' | 'rest-xml'

/** One service: the imported model merged with the hand-written overlay. */
export interface ServiceModel {
  readonly serviceId: string
  readonly apiVersion: string
  readonly protocol: ProtocolName
  /** For json services: `1.0` or `1.1`, and the prefix of the operation in `X-Amz-Target`. Otherwise empty. */
  readonly jsonVersion: string
  readonly targetPrefix: string
  readonly xmlNamespace: string
  readonly operations: ReadonlyMap<string, OperationModel>
  /** The operations of the published model that are not served, without deprecated bindings (rest-xml). */
  readonly otherOperations: ReadonlyMap<string, OtherOperation>
  /** Why some of these are not supported, by name. */
  readonly unsupported: ReadonlyMap<string, string>
  readonly shapes: ReadonlyMap<string, Shape>
  /** Errors any operation of the service may answer with (the overlay's). */
  readonly errors: ReadonlyMap<string, ErrorShape>
  readonly outputRoots: ReadonlyMap<string, OutputRoot>
  /** Query names that select an operation or a variant somewhere in the service, served or not (rest-xml). */
  readonly knownQueries: ReadonlySet<string>
  /** Those of them that are rejected even if a served operation declares them. */
  readonly refusedQueries: ReadonlySet<string>
  /** Whether constraint texts quote the value (STS) or only name the member (IAM). */
  readonly constraintStyle: 'with-value' | 'without-value'
}

/** The query names and headers (in lower case) that the input of an operation requires: they select it among those of the same method and path. */
export function requiredNames({ input }: OperationModel): string[] {
  return (input?.members ?? []).flatMap(({ required, location, wireName }) => {
    if (!required || (location !== 'querystring' && location !== 'header')) return []
    return [location === 'header' ? wireName.toLowerCase() : wireName]
  })
}
