/**
 * saving: what AWS asks of a document on saving, beyond what the language asks. Owns the rules for ARNs of resources and for principals. Refuses nothing
 * that is stored already: it is read without these rules, and means what it meant. May know: matching, and the words of document.
 */

/**
 * For a document that somebody wants to save: which installation it is for.
 *
 * @example
 * const saving: SaveOptions = { partition: 'aws' }
 * const china = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws-cn:s3:::b"}}'
 * console.log(parsePolicy(china, 'managed').ok, parsePolicy(china, 'managed', { saving }).ok)
 * // => true false
 */
export interface SaveOptions {
  /** The partition of the installation, such as `aws`. */
  readonly partition: string
}
