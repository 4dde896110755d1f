/** An error of a JSON service. `fields` are further members of the error, by their names on the wire. */
export interface JsonFailure {
  readonly code: string
  readonly message: string
  /** The member that holds the message: `Message` in Organizations, `message` in most others. */
  readonly messageName?: string | undefined
  readonly fields?: Readonly<Record<string, unknown>> | undefined
}

const membersOf = ({ message, messageName = 'message', fields }: JsonFailure): object => ({ [messageName]: message, ...fields })

/** The body of an error of a rest-json service, whose code is sent in the header `x-amzn-ErrorType` (Smithy, "AWS restJson1 protocol"). */
export const restJsonError = (failure: JsonFailure): string => JSON.stringify(membersOf(failure))

/** The body of an error of an awsJson service, which contains its code (Smithy, "AWS JSON 1.1 protocol"). */
export const awsJsonError = (failure: JsonFailure): string => JSON.stringify({ __type: failure.code, ...membersOf(failure) })
