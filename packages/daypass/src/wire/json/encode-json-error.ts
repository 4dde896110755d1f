/** An error of a JSON service. `fields` are further members of the error, by their names on the wire. */
export interface JsonFailure {
  readonly code: string
  readonly message: string
  readonly fields?: Readonly<Record<string, unknown>> | undefined
}

/** The body of an error of a rest-json service, whose code goes in the header `x-amzn-ErrorType` (Smithy, "AWS restJson1 protocol"). */
export const restJsonError = ({ message, fields }: JsonFailure): string => JSON.stringify({ message, ...fields })

/** The body of an error of an awsJson service, which tells its code itself (Smithy, "AWS JSON 1.1 protocol"). */
export const awsJsonError = ({ code, message, fields }: JsonFailure): string => JSON.stringify({ __type: code, message, ...fields })
